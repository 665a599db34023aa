/** npm run demo: the main job on real input, with a verdict. `npm run demo -- --help` teaches it. */
import { planOf, type DemoPlan } from './arguments.ts';
import { crash } from './crash/crash.command.ts';
import { replayClicks } from './clicks/replay-clicks.command.ts';
import { followUrls } from './urls/follow-urls.command.ts';
import { HELP } from './help.ts';
import { Stage } from './stage.ts';
import { told } from './told.ts';

const WRONG = 1;
const MISUSED = 2;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let plan: DemoPlan | undefined;
  try {
    plan = planOf(args);
    return (await isRight(plan)) ? 0 : WRONG;
  } catch (error) {
    process.stderr.write(`\n${told(error)}\n`);
    return plan ? WRONG : MISUSED;
  }
}

async function isRight(plan: DemoPlan): Promise<boolean> {
  if (plan.kind === 'help') {
    process.stdout.write(HELP);
    return true;
  }
  const stage = new Stage();
  stage.clearOnSignals();
  try {
    if (plan.kind === 'crash') return await crash(plan, stage);
    return await (plan.kind === 'urls' ? followUrls(plan, stage) : replayClicks(plan, stage));
  } finally {
    await stage.clear();
  }
}
