/**
 * A check of what is deployed. `checks/NAME.check.ts` exports one as `check`; that file alone puts it into the
 * table of `npm run deploy:check`.
 */
import type { Overlay } from './manifest/overlay.ts';

export interface DeployCheck {
  /** As the table shows it. */
  readonly name: string;
  readonly run: (site: CheckSite) => Outcome | Promise<Outcome>;
}

export interface CheckSite {
  /** What is rendered from k8s/, by overlay. */
  readonly overlays: readonly Overlay[];
  /** CustomResourceDefinitions of the operators, where such a folder is at hand. */
  readonly crdFolder: string | undefined;
}

export interface Outcome {
  /** How many things were looked at. */
  readonly objects: number;
  /** One line each: where, what, and what to do. */
  readonly faults: readonly string[];
  /** Why the check could not be made here. */
  readonly skipped?: string;
}

/** A check that looks at every overlay by itself. */
export function perOverlay(
  overlays: readonly Overlay[],
  look: (overlay: Overlay) => { readonly objects: number; readonly faults: readonly string[] },
): Outcome {
  const looks = overlays.map((overlay) => ({ overlay, ...look(overlay) }));
  return {
    objects: looks.reduce((sum, { objects }) => sum + objects, 0),
    faults: looks.flatMap(({ overlay, faults }) => faults.map((fault) => `${overlay.name}: ${fault}`)),
  };
}
