/** npm run deploy:check: looks at everything that is deployed, in one table. */
import { argv } from 'node:process';
import { parseArguments } from './arguments.ts';
import { allChecks } from './all-checks.ts';
import type { Outcome } from './deploy-check.ts';
import { checkLive } from './live/live-check.ts';
import { readOverlays } from './manifest/overlay.ts';
import { writeRenderings } from './manifest/renderings.ts';
import { printHpaSimulation } from './scaling/hpa-report.ts';
import { writeDashboards } from '../dashboards/dashboard-files.ts';
import { checkTable, tallyOfRows, type Row } from './check-table.ts';
import type { RigError } from '../rig/rig-error.ts';
import { writeTally } from '../test/tally.file.ts';
import { told } from '../test/tally.ts';

const options = parseArguments(argv.slice(2));
if (options.help !== undefined) process.stdout.write(options.help);
else if (options.simulates) printHpaSimulation();
else if (options.isLive) await live(options.portBase);
else {
  if (options.writes) {
    writeDashboards();
    writeRenderings();
  }
  await check(options.crdFolder);
}

async function live(portBase: number | undefined): Promise<void> {
  try {
    process.exitCode = (await checkLive(portBase)) ? 0 : 1;
  } catch (error) {
    const { message, mend } = error as RigError;
    process.stderr.write(`${[message, mend].filter(Boolean).join('\n')}\n`);
    process.exitCode = 1;
  }
}

async function check(crdFolder: string | undefined): Promise<void> {
  const site = { overlays: readOverlays(), crdFolder };
  const rows: Row[] = [];
  for (const { name, run } of await allChecks()) rows.push({ name, ...(await outcomeOf(() => run(site))) });
  process.stdout.write(checkTable(rows));
  const tally = tallyOfRows(rows);
  writeTally('deploy', tally);
  process.stdout.write(`${told(tally)}\n`);
  process.exitCode = tally.failed > 0 ? 1 : 0;
}

/** A check that throws is a fault, and the others still run. */
async function outcomeOf(run: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    return { objects: 0, faults: [error instanceof Error ? error.message : String(error)] };
  }
}
