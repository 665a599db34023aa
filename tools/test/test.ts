/** npm test: every test that gates a change. Arguments choose steps: npm test -- pure db. */
import { STEPS, type Step } from './steps.ts';
import { one, sum, told, type Tally } from './tally.ts';

const [, , ...asked] = process.argv;
const unknown = asked.filter((name) => !STEPS.some((step) => step.name === name));
for (const name of unknown) process.stdout.write(`no step is called ${name}\n`);

const wanted = STEPS.filter(({ name }) => asked.length === 0 || asked.includes(name));
const total = sum([...wanted.map(taken), ...unknown.map(() => one(false))]);
const failures = wanted.flatMap(({ failures: ofStep = () => [] }) => ofStep());
if (failures.length > 0) process.stdout.write(`\n== failed\n${failures.join('\n')}\n`);
process.stdout.write(`${told(total)}\n`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** Takes one step. A step that throws is one failure, and the others still run. */
function taken({ name, run }: Step): Tally {
  process.stdout.write(`\n== ${name}\n`);
  const startedAt = Date.now();
  const tally = outcomeOf(run);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${name}: ${told(tally)} (${seconds} s)\n`);
  return tally;
}

function outcomeOf(run: Step['run']): Tally {
  try {
    return run();
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return one(false);
  }
}
