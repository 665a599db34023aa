/**
 * Arrows run down. npm hoists every workspace to one node_modules, so an import that nobody declared
 * compiles and runs; only a look at the sources tells. Each import is held against the rules of its kind
 * (neighbours of our own scope, relative files, npm packages), then declared and imported are compared both ways.
 */
import { declarationFaults } from './declarations.ts';
import type { Fault } from './fault.ts';
import { rulesFor, type Edge } from './edges.ts';
import type { Import, Source } from './source.ts';
import { isTest, type Project, type Workspace } from './workspace.ts';

export function boundaries(workspace: Workspace): Fault[] {
  const tools = toolsAsProject(workspace);
  return [
    ...[...workspace.projects, tools].flatMap((project) =>
      project.sources.flatMap((source) =>
        source.imports.flatMap((imported) => importFaults(workspace, project, source, imported)),
      ),
    ),
    ...workspace.projects.flatMap((project) => shapeFaults(workspace, project)),
    ...[...workspace.projects, tools].flatMap((project) => declarationFaults(workspace, project)),
  ];
}

/** Tools stand above every floor and are declared in the root package.json. */
function toolsAsProject({ manifest, toolSources }: Workspace): Project {
  const nothing = { references: [], manifestText: '' };
  return { ...nothing, name: 'tools', folder: 'tools', floor: Infinity, manifest, sources: toolSources };
}

/** The first rule that the import breaks, if any: one import, one fault. */
function importFaults(workspace: Workspace, from: Project, source: Source, imported: Import): Fault[] {
  const edge = edgeOf(workspace, from, source, imported);
  const broken = rulesFor(edge, workspace.scope).find((rule) => rule.isBrokenBy(edge));
  return broken
    ? [{ file: source.path, line: imported.line, rule: broken.name, mend: broken.mend(edge) }]
    : [];
}

function edgeOf({ scope, projects }: Workspace, from: Project, source: Source, { name }: Import): Edge {
  const [neighbour, ...entry] = name.startsWith(scope) ? name.slice(scope.length).split('/') : [];
  const to = projects.find((project) => project.name === neighbour);
  return { name, from, to, entry: entry.join('/'), path: source.path, inTest: isTest(source.path) };
}

function shapeFaults({ projects, references }: Workspace, project: Project): Fault[] {
  const file = `${project.folder}/package.json`;
  const faults: Fault[] = [];
  if (project.floor === undefined) {
    faults.push({ file, line: 1, rule: 'has-a-floor', mend: 'add "nx": { "tags": ["floor:N"] }' });
  }
  if (!reachable(projects, references).has(project.folder)) {
    const mend = `reference ${project.folder} from the root tsconfig.json, or tsc -b leaves it out`;
    faults.push({ file, line: 1, rule: 'is-built', mend });
  }
  return faults;
}

/** Folders that a build from the root gets to. */
function reachable(
  projects: readonly Project[],
  from: readonly string[],
  seen = new Set<string>(),
): Set<string> {
  for (const folder of from) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    reachable(projects, projects.find((project) => project.folder === folder)?.references ?? [], seen);
  }
  return seen;
}
