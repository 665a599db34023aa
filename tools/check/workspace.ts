/** The repository as the checks see it: its projects, their sources, and every text file. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readSource, SOURCE_NAME, type Source } from './source.ts';

export interface Manifest {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly nx?: { readonly tags?: readonly string[] };
}

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

export interface Project {
  /** The last part of the name and of the folder: `click`. */
  readonly name: string;
  /** `libs/click` */
  readonly folder: string;
  readonly floor: number | undefined;
  readonly manifest: Manifest;
  readonly manifestText: string;
  /** Folders of the projects that the tsconfig.json references. */
  readonly references: readonly string[];
  readonly sources: readonly Source[];
}

export interface Workspace {
  /** `@fleetlink/`: the root package's name is the scope of every project. */
  readonly scope: string;
  readonly manifest: Manifest;
  readonly projects: readonly Project[];
  /** Folders that `tsc -b` at the root starts from. */
  readonly references: readonly string[];
  readonly toolSources: readonly Source[];
  readonly texts: readonly TextFile[];
}

const PROJECT_PARENTS = ['apps', 'libs'];

/** What is run on the repository, and no part of the product; one project as far as imports go. */
export const TOOL_FOLDERS = ['tools', 'load-tests'];

export function readWorkspace(root: string): Workspace {
  const texts = readTexts(root);
  const manifest = readJson<Manifest>(root, 'package.json');
  const sources = texts
    .filter(({ path }) => SOURCE_NAME.test(path) && isChecked(path))
    .map(({ path, text }) => readSource(path, text));
  const folders = PROJECT_PARENTS.flatMap((parent) => projectFolders(root, parent));
  return {
    scope: `@${manifest.name}/`,
    manifest,
    references: readReferences(root, '.'),
    projects: folders.map((folder) => readProject(root, folder, sources)),
    toolSources: sources.filter(({ path }) => TOOL_FOLDERS.includes(topFolder(path))),
    texts,
  };
}

/** Every source the checks look at. */
export function allSources(workspace: Workspace): Source[] {
  return [...workspace.projects.flatMap((project) => project.sources), ...workspace.toolSources];
}

/** Test code: specs and their fixtures, the contract suites beside a face, and the lib `testing`. */
export function isTest(path: string): boolean {
  return (
    /([.-]spec|\.fixture)\.[jt]sx?$/.test(path) ||
    path.includes('/src/testing/') ||
    path.startsWith('libs/testing/')
  );
}

/** Fixtures are bad on purpose. */
function isChecked(path: string): boolean {
  return [...PROJECT_PARENTS, ...TOOL_FOLDERS].includes(topFolder(path)) && !path.includes('/fixtures/');
}

function topFolder(path: string): string {
  return path.slice(0, path.indexOf('/'));
}

function projectFolders(root: string, parent: string): string[] {
  if (!existsSync(join(root, parent))) return [];
  const folders = readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
  return folders.filter((folder) => existsSync(join(root, folder, 'package.json'))).toSorted();
}

function readProject(root: string, folder: string, sources: readonly Source[]): Project {
  const manifest = readJson<Manifest>(root, `${folder}/package.json`);
  const floor = manifest.nx?.tags?.find((tag) => /^floor:\d+$/.test(tag))?.slice('floor:'.length);
  return {
    name: posix.basename(folder),
    folder,
    floor: floor === undefined ? undefined : Number(floor),
    manifest,
    manifestText: readFileSync(join(root, folder, 'package.json'), 'utf8'),
    references: readReferences(root, folder),
    sources: sources.filter(({ path }) => path.startsWith(`${folder}/`)),
  };
}

function readReferences(root: string, folder: string): string[] {
  const file = posix.join(folder, 'tsconfig.json');
  if (!existsSync(join(root, file))) return [];
  const { references = [] } = readJson<{ references?: { path: string }[] }>(root, file);
  return references.map(({ path }) => posix.join(folder, path));
}

function readJson<Content>(root: string, file: string): Content {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as Content;
}

/** Every text file that .gitignore does not name (plain folder names and `*.extension` are understood). */
function readTexts(root: string): TextFile[] {
  const ignored = existsSync(join(root, '.gitignore')) ? readFileSync(join(root, '.gitignore'), 'utf8') : '';
  const patterns = ['.git', ...ignored.split('\n')]
    .map((line) => line.trim().replace(/\/$/, ''))
    .filter(Boolean);
  const isIgnored = (name: string): boolean =>
    patterns.some((pattern) =>
      pattern.startsWith('*') ? name.endsWith(pattern.slice(1)) : name === pattern,
    );
  const walk = (folder: string): TextFile[] =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter(({ name }) => !isIgnored(name))
      .flatMap((entry) => {
        const path = posix.join(folder, entry.name);
        if (entry.isDirectory()) return walk(path);
        return entry.isFile() ? textFile(root, path) : [];
      });
  return walk('.').toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

function textFile(root: string, path: string): TextFile[] {
  const bytes = readFileSync(join(root, path));
  return bytes.includes(0) ? [] : [{ path, text: bytes.toString('utf8') }];
}
