/** Keeps k8s/rendered what kustomize makes of the overlays. */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { render } from './kustomize.ts';
import { overlayNames, renderingOf, ROOT } from './overlay.ts';

export function writeRenderings(): void {
  for (const name of overlayNames()) {
    const file = renderingOf(name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, render(name));
    process.stdout.write(`wrote ${relative(ROOT, file)}\n`);
  }
  for (const file of leftOver()) rmSync(file);
}

/** One line for each file that is not what its overlay renders to. */
export function renderingFaults(rendered: (name: string) => string = render): string[] {
  const drifted = overlayNames().filter((name) => {
    const file = renderingOf(name);
    return !existsSync(file) || readFileSync(file, 'utf8') !== rendered(name);
  });
  return [...drifted.map(renderingOf), ...leftOver()].map(
    (file) => `${relative(ROOT, file)} is not what k8s/ renders to: npm run deploy:check -- --write`,
  );
}

/** Of overlays that are gone. */
function leftOver(): string[] {
  const wanted = new Set(overlayNames().map(renderingOf));
  const folder = dirname(renderingOf('any'));
  return globSync('*.yaml', { cwd: folder })
    .map((file) => join(folder, file))
    .filter((file) => !wanted.has(file));
}
