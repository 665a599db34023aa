/** Runs the named checks over the repository: node tools/check/check.ts boundaries circles … (all by default). */
import { boundaries } from './boundaries.ts';
import { circles } from './circles.ts';
import { environment } from './environment.ts';
import { printed, type Fault } from './fault.ts';
import { names } from './names.ts';
import { words } from './words.ts';
import { allSources, readWorkspace, type Workspace } from './workspace.ts';

interface Check {
  readonly faults: (workspace: Workspace) => Fault[];
  /** What was looked at, to be read in the closing line: "16 projects". */
  readonly extent: (workspace: Workspace) => string;
}

const sourceCount = (workspace: Workspace): string => `${allSources(workspace).length} sources`;

const CHECKS: Readonly<Record<string, Check>> = {
  boundaries: { faults: boundaries, extent: ({ projects }) => `${projects.length} projects` },
  circles: { faults: circles, extent: sourceCount },
  names: { faults: names, extent: sourceCount },
  environment: { faults: environment, extent: sourceCount },
  words: { faults: words, extent: ({ texts }) => `${texts.length} files` },
};

function run(name: string, workspace: Workspace): number {
  const check = CHECKS[name];
  if (check === undefined) {
    process.stdout.write(`no check is called ${name}; there are ${Object.keys(CHECKS).join(', ')}\n`);
    return 1;
  }
  const faults = check.faults(workspace);
  for (const fault of faults) process.stdout.write(`${printed(fault)}\n`);
  process.stdout.write(`${name}: ${check.extent(workspace)}, ${faults.length} faults\n`);
  return faults.length;
}

const [, , ...asked] = process.argv;
const wanted = asked.length > 0 ? asked : Object.keys(CHECKS);
const workspace = readWorkspace(process.cwd());
const faultCount = wanted.map((name) => run(name, workspace)).reduce((sum, count) => sum + count, 0);
process.exitCode = faultCount > 0 ? 1 : 0;
