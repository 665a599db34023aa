/** What kustomize makes of one folder of k8s/overlays or k8s/tests, from the committed rendering. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Resource } from './resource.ts';

export const ROOT = join(import.meta.dirname, '../../..');
const KUBERNETES = join(ROOT, 'k8s');

export interface Overlay {
  /** `overlays/prod` */
  readonly name: string;
  readonly resources: readonly Resource[];
}

/** Every folder that is rendered. */
export function overlayNames(): string[] {
  return globSync('{overlays,tests}/**/kustomization.yaml', { cwd: KUBERNETES }).map(dirname).toSorted();
}

export function sourceOf(name: string): string {
  return join(KUBERNETES, name);
}

/** `k8s/rendered/overlays-prod.yaml` */
export function renderingOf(name: string): string {
  return join(KUBERNETES, 'rendered', `${name.replaceAll('/', '-')}.yaml`);
}

/** @throws when an overlay was never rendered: `npm run deploy:check -- --write` does so. */
export function readOverlays(): Overlay[] {
  return overlayNames().map((name) => {
    const file = renderingOf(name);
    if (!existsSync(file))
      throw new Error(`${relative(ROOT, file)} is missing: npm run deploy:check -- --write`);
    return { name, resources: parsed(readFileSync(file, 'utf8')) };
  });
}

export function parsed(text: string): Resource[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return (document.toJS() as Resource | null) ?? [];
  });
}
