/** What one import may lead to. The rules are tried in this order, and the first broken one is reported. */
import { posix } from 'node:path';
import { TOOL_FOLDERS, type Project } from './workspace.ts';

export interface Edge {
  readonly name: string;
  readonly path: string;
  readonly inTest: boolean;
  readonly from: Project;
  /** The neighbour; undefined for relative imports, npm packages and names that no project bears. */
  readonly to: Project | undefined;
  /** What follows the neighbour's name: empty for its face. */
  readonly entry: string;
}

export interface Rule {
  readonly name: string;
  readonly isBrokenBy: (edge: Edge) => boolean;
  readonly mend: (edge: Edge) => string;
}

const isApp = (project: Project | undefined): boolean => project?.folder.startsWith('apps/') ?? false;
const isTools = (project: Project): boolean => project.folder === 'tools';
const floorName = (project: Project | undefined): string => `${project?.name} (floor ${project?.floor})`;

/** The lib `testing`, and the contract suites and factories beside a face. */
export const isTestingFace = ({ to, entry }: Pick<Edge, 'to' | 'entry'>): boolean =>
  to?.name === 'testing' || entry === 'testing';

export function rulesFor({ name }: Edge, scope: string): readonly Rule[] {
  if (name.startsWith('.')) return relativeRules;
  return name.startsWith(scope) ? neighbourRules : packageRules;
}

const neighbourRules: readonly Rule[] = [
  {
    name: 'own-face',
    isBrokenBy: ({ from, to }) => to === from,
    mend: () => 'inside a package import the file, not the package',
  },
  {
    name: 'known-neighbour',
    isBrokenBy: ({ to }) => to === undefined,
    mend: ({ name }) => `no project is called ${name}`,
  },
  {
    name: 'face-only',
    isBrokenBy: ({ entry }) => entry !== '' && entry !== 'testing',
    mend: ({ to }) => `import only the name of ${to?.name}; export what you need from its index.ts`,
  },
  {
    name: 'clicks-know-no-links',
    isBrokenBy: ({ from, to }) => from.folder === 'libs/click' && to?.folder === 'libs/link',
    mend: () => 'a click knows a code; let an app bring clicks and links together',
  },
  {
    name: 'testing-in-tests-only',
    isBrokenBy: (edge) => isTestingFace(edge) && !edge.inTest && !isTools(edge.from),
    mend: () => 'only specs and contract suites (src/testing) may import test code',
  },
  {
    name: 'apps-apart',
    isBrokenBy: (edge) =>
      isApp(edge.from) && isApp(edge.to) && !isTestingFace(edge) && edge.from.name !== 'standalone',
    mend: () => 'apps never import each other; only standalone composes them. Move what both need to a lib',
  },
  {
    name: 'floors-run-down',
    isBrokenBy: (edge) => !isTestingFace(edge) && (edge.to?.floor ?? Infinity) >= (edge.from.floor ?? -1),
    mend: ({ from, to }) => `${floorName(from)} may import lower floors only, not ${floorName(to)}`,
  },
];

const relativeRules: readonly Rule[] = [
  {
    name: 'stays-inside',
    isBrokenBy: (edge) => !homesOf(edge).some((home) => targetOf(edge).startsWith(`${home}/`)),
    mend: ({ name }) => `${name} leaves the package; import the neighbour by its name`,
  },
  {
    name: 'own-face',
    isBrokenBy: (edge) => /\/index(\.[cm]?[jt]sx?)?$/.test(targetOf(edge)) || /\.\.?\/?$/.test(edge.name),
    mend: () => 'inside a package import the file, not index.ts',
  },
];

const packageRules: readonly Rule[] = [
  {
    name: 'ground-floor-without-nest',
    isBrokenBy: ({ from, name }) => from.floor === 0 && name.startsWith('@nestjs/'),
    mend: ({ from }) => `${from.name} is pure; let a lib of a higher floor provide it to Nest`,
  },
];

function targetOf({ path, name }: Edge): string {
  return posix.join(posix.dirname(path), name);
}

/** Sources stay inside src; files beside it (bin, migrations) inside the package. */
function homesOf({ path, from }: Edge): readonly string[] {
  if (isTools(from)) return TOOL_FOLDERS;
  return [path.startsWith(`${from.folder}/src/`) ? `${from.folder}/src` : from.folder];
}
