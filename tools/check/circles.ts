/** No import circles, not even of two files. A type-only import counts: the reader goes in circles too. */
import { posix } from 'node:path';
import type { Fault } from './fault.ts';
import type { Source } from './source.ts';
import { allSources, type Workspace } from './workspace.ts';

export function circles(workspace: Workspace): Fault[] {
  const sources = new Map(allSources(workspace).map((source) => [source.path, source]));
  const finished = new Set<string>();
  const faults: Fault[] = [];

  /** Walks down from the last file of `trail`; meeting the trail again closes a circle. */
  function walk(source: Source, trail: readonly string[]): void {
    for (const imported of source.imports) {
      const target = sources.get(targetOf(source, imported.name, sources));
      if (target === undefined || imported.kind === 'resolve') continue;
      const start = trail.indexOf(target.path);
      if (start >= 0) faults.push(fault(source, imported.line, [...trail.slice(start), target.path]));
      else if (!finished.has(target.path)) walk(target, [...trail, target.path]);
    }
    finished.add(source.path);
  }

  for (const source of sources.values()) {
    if (!finished.has(source.path)) walk(source, [source.path]);
  }
  return faults;
}

function fault(source: Source, line: number, circle: readonly string[]): Fault {
  return {
    file: source.path,
    line,
    rule: 'no-circles',
    mend: `${circle.join(' -> ')}; move what both need into a file of its own`,
  };
}

/** The path of the file that a relative import means: `./a.js` is written for `a.ts`. Else an empty string. */
function targetOf(source: Source, name: string, sources: ReadonlyMap<string, Source>): string {
  if (!name.startsWith('.')) return '';
  const path = posix.join(posix.dirname(source.path), name);
  const candidates = [path, path.replace(/js(x?)$/, 'ts$1'), `${path}.ts`, `${path}/index.ts`];
  return candidates.find((candidate) => sources.has(candidate)) ?? '';
}
