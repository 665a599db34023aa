/** Names that say what a thing is: files with a role from a closed list, folders with a topic, classes that act. */
import { posix } from 'node:path';
import type { Fault } from './fault.ts';
import { ROLES, TEST_ROLES } from './roles.ts';
import type { Source } from './source.ts';
import { allSources, type Workspace } from './workspace.ts';

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const EMPTY_FOLDER_NAMES = new Set(['common', 'shared', 'utils', 'util', 'helpers', 'helper', 'core']);
const EMPTY_CLASS_NAME = /(Manager|Processor|Helper|Util)s?$/;
const MAIN_LINES_MAX = 20;

export function names(workspace: Workspace): Fault[] {
  const sources = allSources(workspace);
  return [...folderFaults(sources), ...sources.flatMap(sourceFaults)];
}

function folderFaults(sources: readonly Source[]): Fault[] {
  const folders = new Map<string, Fault>();
  for (const { path } of sources) {
    const parts = posix.dirname(path).split('/');
    const at = parts.findIndex((part) => EMPTY_FOLDER_NAMES.has(part));
    if (at < 0) continue;
    const file = parts.slice(0, at + 1).join('/');
    folders.set(file, { file, line: 1, rule: 'folder-name', mend: 'name the topic of what lies inside' });
  }
  return [...folders.values()];
}

function sourceFaults(source: Source): Fault[] {
  const fault = (line: number, rule: string, mend: string): Fault => ({
    file: source.path,
    line,
    rule,
    mend,
  });
  const faults = [
    ...source.classes
      .filter(({ name }) => EMPTY_CLASS_NAME.test(name))
      .map(({ name, line }) =>
        fault(line, 'class-name', `call ${name} by what it is or does: an actor or a thing`),
      ),
    ...source.starExports.map(({ name, line }) =>
      fault(line, 'export-by-name', `list the names exported from ${name}`),
    ),
  ];
  const misnamed = fileNameFault(posix.basename(source.path));
  if (misnamed) faults.unshift(fault(1, 'file-name', misnamed));
  if (isMain(source.path) && source.lineCount > MAIN_LINES_MAX) {
    faults.push(
      fault(MAIN_LINES_MAX + 1, 'short-main', 'an app starts in at most 20 lines; move the rest to a module'),
    );
  }
  return faults;
}

function isMain(path: string): boolean {
  return /^apps\/[^/]+\/src\/main\.ts$/.test(path);
}

/** `<thing>.ts`, `<thing>.<role>.ts`, `<thing>.<test role>.ts` or `<thing>.<role>.<test role>.ts`. */
function fileNameFault(file: string): string | undefined {
  const [thing = '', ...roles] = file.split('.').slice(0, -1);
  if (!KEBAB_CASE.test(thing)) return `"${thing}" should be kebab-case: words-like-this`;
  const test = roles.at(-1) ?? '';
  const others = test in TEST_ROLES ? roles.slice(0, -1) : roles;
  const unknown = others.find((role) => !(role in ROLES));
  if (unknown !== undefined) return `"${unknown}" is not in the list of roles (tools/check/roles.ts)`;
  return others.length > 1 ? 'one role is enough: <thing>.<role>.ts' : undefined;
}
