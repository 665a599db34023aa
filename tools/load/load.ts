/** npm run load: the plan's load, sent by k6. `npm run load -- --help` teaches it. */
import { DemoFault } from '../demo/demo-fault.ts';
import { Stage } from '../demo/stage.ts';
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
    process.stderr.write(`\n${told(error)}\n`);
    return plan ? MISSED : MISUSED;
  } finally {
    await stage.clear();
  }
}

/** Only what nobody foresaw is told with its stack. */
function told(error: unknown): string {
  if (error instanceof DemoFault) return [error.message, error.hint].filter(Boolean).join('\n');
  if (error instanceof RigError) return [error.message, error.mend].filter(Boolean).join('\n');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
