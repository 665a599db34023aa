/** Runs `kubectl kustomize`, where there is a kubectl. */
import { spawnSync } from 'node:child_process';
import { sourceOf } from './overlay.ts';

const RENDER_MS_MAX = 30_000;

/** Why overlays cannot be rendered on this machine; undefined where they can. */
export function whyNoKustomize(): string | undefined {
  const { error, status } = spawnSync('kubectl', ['version', '--client'], { timeout: RENDER_MS_MAX });
  if (error) return 'kubectl is not installed';
  return status === 0 ? undefined : `kubectl version ended with ${status}`;
}

/** @throws with kubectl's own words when the folder cannot be rendered. */
export function render(overlayName: string): string {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', sourceOf(overlayName)], {
    encoding: 'utf8',
    timeout: RENDER_MS_MAX,
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`kubectl kustomize k8s/${overlayName}: ${stderr.trim()}`);
  return stdout;
}
