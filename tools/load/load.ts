/** npm run load: the plan's load, sent by k6. `npm run load -- --help` teaches it. */
import { Stage } from '../demo/stage.ts';
import { told } from '../demo/told.ts';
import { RigError } from '../rig/rig-error.ts';
import { planOf } from './arguments.ts';
import { HELP } from './help.ts';
import { load } from './load.command.ts';

const MISSED = 1;
const MISUSED = 2;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let plan: ReturnType<typeof planOf> | undefined;
  const stage = new Stage();
  stage.clearOnSignals();
  try {
    plan = planOf(args);
    if (plan.kind === 'run') return (await load(plan, stage)) ? 0 : MISSED;
    process.stdout.write(HELP);
    return 0;
  } catch (error) {
    process.stderr.write(
      `\n${error instanceof RigError ? [error.message, error.mend].join('\n') : told(error)}\n`,
    );
    return plan ? MISSED : MISUSED;
  } finally {
    await stage.clear();
  }
}
