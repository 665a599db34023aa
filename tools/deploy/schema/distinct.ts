/** Objects of all overlays, each once: most of them are alike everywhere. */
import type { Overlay } from '../manifest/overlay.ts';
import { idOf, type Resource } from '../manifest/resource.ts';

export interface Distinct {
  readonly resource: Resource;
  /** `overlays/prod: Deployment/lookup`, the first place it was seen in. */
  readonly place: string;
}

export function distinct(overlays: readonly Overlay[]): Distinct[] {
  const seen = new Map<string, Distinct>();
  for (const { name, resources } of overlays)
    for (const resource of resources) {
      const text = JSON.stringify(resource);
      if (!seen.has(text)) seen.set(text, { resource, place: `${name}: ${idOf(resource)}` });
    }
  return [...seen.values()];
}
