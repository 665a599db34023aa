/** Declared = imported, for neighbours (package.json and tsconfig.json) and for npm packages. */
import { isBuiltin } from 'node:module';
import { isTestingFace } from './edges.ts';
import { lineOf, type Fault } from './fault.ts';
import { isTest, type Manifest, type Project, type Workspace } from './workspace.ts';

/** Packages that no source names although they are needed, and by whom. */
export const LOADED_BY_NAME: Readonly<Record<string, string>> = {
  '@fastify/static': '@nestjs/swagger serves its page with it',
  '@ip-location-db/geo-whois-asn-country-mmdb': 'data files, found by path',
  pg: 'typeorm loads its driver by name',
  'pino-pretty': 'pino loads it by name as a transport',
  'reflect-metadata': 'what decorators compile to calls it; only main.ts and the test set-up import it',
};

interface Use {
  readonly package: string;
  readonly file: string;
  readonly line: number;
  readonly inTest: boolean;
  /** Counts as a use, but need not be declared. */
  readonly isExempt: boolean;
}

export function declarationFaults(workspace: Workspace, project: Project): Fault[] {
  const used = usesOf(workspace, project);
  const missing = undeclared(workspace, project, used);
  if (project.folder === 'tools') return missing;
  return [...missing, ...unused(project, used), ...referenceFaults(workspace, project, used)];
}

/** One use of each package: the one that asks for most (product code before tests). */
function usesOf(workspace: Workspace, project: Project): Map<string, Use> {
  const uses = project.sources.flatMap(({ path, imports }) =>
    imports
      .filter(({ name }) => !/^[./#]/.test(name) && !isBuiltin(name) && !isOfK6(name))
      .map(({ name, line }) => ({
        package: packageOf(name),
        file: path,
        line,
        inTest: isTest(path),
        isExempt: isExempt(workspace, project, name),
      })),
  );
  const leniency = (use: Use): number => Number(use.isExempt) * 2 + Number(use.inTest);
  const lenientFirst = uses.toSorted((one, other) => leniency(other) - leniency(one));
  return new Map(lenientFirst.map((use) => [use.package, use]));
}

/**
 * A project's own name is refused elsewhere. Test code is imported from any floor, where declaring it
 * would close circles. Tools need not declare neighbours: they see all of them.
 */
function isExempt({ scope, projects }: Workspace, project: Project, name: string): boolean {
  if (!name.startsWith(scope)) return false;
  const [neighbour, ...entry] = name.slice(scope.length).split('/');
  const to = projects.find((candidate) => candidate.name === neighbour);
  return (
    to === undefined ||
    to === project ||
    project.folder === 'tools' ||
    isTestingFace({ to, entry: entry.join('/') })
  );
}

function undeclared(workspace: Workspace, project: Project, used: ReadonlyMap<string, Use>): Fault[] {
  const shipped = namesIn(project.manifest, ['dependencies', 'optionalDependencies', 'peerDependencies']);
  const forTests = new Set([
    ...namesIn(project.manifest, ['devDependencies']),
    ...namesIn(workspace.manifest, ['dependencies', 'devDependencies']),
  ]);
  return [...used.values()]
    .filter((use) => !use.isExempt && !shipped.has(use.package))
    .filter((use) => !((use.inTest || project.folder === 'tools') && forTests.has(use.package)))
    .map((use) => ({
      file: use.file,
      line: use.line,
      rule: 'declared',
      mend: `add ${use.package} to the ${use.inTest ? 'devDependencies' : 'dependencies'} of ${project.folder}/package.json`,
    }));
}

/** Optional dependencies are packages for other platforms: nobody imports all of them. */
function unused({ folder, manifest, manifestText }: Project, used: ReadonlyMap<string, Use>): Fault[] {
  return [...namesIn(manifest, ['dependencies', 'devDependencies', 'peerDependencies'])]
    .filter((name) => !used.has(name) && !(name in LOADED_BY_NAME))
    .map((name) => ({
      file: `${folder}/package.json`,
      line: lineOf(manifestText, `"${name}"`),
      rule: 'imported',
      mend: `no source imports ${name}: drop it, or give the reason in LOADED_BY_NAME`,
    }));
}

function referenceFaults(
  { scope, projects }: Workspace,
  project: Project,
  used: ReadonlyMap<string, Use>,
): Fault[] {
  const file = `${project.folder}/tsconfig.json`;
  const nameOf = (folder: string): string => {
    const to = projects.find((candidate) => candidate.folder === folder);
    return to ? `${scope}${to.name}` : folder;
  };
  const referenced = new Set(project.references.map(nameOf));
  return [
    ...[...used.values()]
      .filter((use) => !use.isExempt && use.package.startsWith(scope) && !referenced.has(use.package))
      .map(({ package: name }) => ({
        file,
        line: 1,
        rule: 'referenced',
        mend: `add ${name} to the references`,
      })),
    ...[...referenced]
      .filter((name) => !used.has(name))
      .map((name) => ({
        file,
        line: 1,
        rule: 'imported',
        mend: `no source imports ${name}: drop the reference`,
      })),
  ];
}

type DependencyList = 'dependencies' | 'devDependencies' | 'optionalDependencies' | 'peerDependencies';

function namesIn(manifest: Manifest, lists: readonly DependencyList[]): Set<string> {
  return new Set(lists.flatMap((list) => Object.keys(manifest[list] ?? {})));
}

/** Modules that k6 brings to the scripts that it runs; only their types are a package. */
function isOfK6(name: string): boolean {
  return packageOf(name) === 'k6';
}

/** `@nestjs/common/internal.js` belongs to `@nestjs/common`, `pg/lib/client.js` to `pg`. */
function packageOf(name: string): string {
  return name.split('/', name.startsWith('@') ? 2 : 1).join('/');
}
