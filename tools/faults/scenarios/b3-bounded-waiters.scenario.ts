import { oneOf } from '../../demo/random.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { Answers } from '../trial/answers.ts';
import type { Link, Trial } from '../trial/trial.ts';

const WAVES = 6;
const WAITERS = 500;

/** A lookup has 800 ms; the rest is what 500 connections and a busy machine take. Without a bound it were 30 s. */
const ANSWERED_MS_MAX = 4_000;

/** Six waves of waiters that piled up would be far more. */
const HEAP_GROWTH_BYTES_MAX = 64 * 1_048_576;

export const boundedWaiters: Scenario = {
  id: 'B3',
  promise: 'Who waits for a shard that hangs is answered in time, and waiters do not pile up.',
  passLine:
    '6 x 500 at once while a shard is frozen: all answered within 4 s, redirect or 503; heap within 64 MB',
  isGate: true,

  async run(trial) {
    const links = (await trial.linksByShard(WAVES * 40)).get('shard-1')!;
    const heapBefore = await heap(trial);
    trial.say('freeze shard-1, its replica too');
    await trial.rig.stop('shard-1');
    const waves: Answers[] = [];
    for (let wave = 1; wave <= WAVES; wave += 1) {
      waves.push(await waiters(trial, links));
      trial.say(`wave ${wave}: ${told(waves.at(-1)!)}`);
    }
    const growth = (await heap(trial)) - heapBefore;
    await trial.heal();
    let after = new Answers();
    await trial.until('all waiters are redirected again', async () => {
      after = await waiters(trial, links);
      return after.availability === 1;
    });
    const slowest = Math.max(...waves.map((answers) => answers.slowest(1)));
    const unavailable = waves.reduce((sum, answers) => sum + answers.unavailable, 0);
    return outcome(
      `${unavailable} x 503, the slowest after ${slowest.toFixed(0)} ms; heap of the lookups ${megabytes(growth)}; then ${told(after)}`,
      [
        ...[...waves, after].flatMap((answers) => answers.neverAllowed()),
        [unavailable === 0, 'nobody had to wait'],
        [slowest > ANSWERED_MS_MAX, `an answer took ${slowest.toFixed(0)} ms`],
        [growth > HEAP_GROWTH_BYTES_MAX, `the heap grew by ${megabytes(growth)}`],
      ],
    );
  },
};

async function waiters({ client, random }: Trial, links: readonly Link[]): Promise<Answers> {
  const answers = new Answers();
  const wishes = Array.from(
    { length: WAITERS },
    () => [oneOf(links, random), oneOf(client.lookups, random)] as const,
  );
  await Promise.all(
    wishes.map(async ([{ name, url }, via]) => answers.add(await client.follow(name, via), url)),
  );
  return answers;
}

function heap(trial: Trial): Promise<number> {
  return trial.lookupMetric('nodejs_heap_size_used_bytes');
}

function told({ right, unavailable }: Answers): string {
  return `${right} redirects, ${unavailable} x 503`;
}

function megabytes(bytes: number): string {
  return `${bytes < 0 ? '' : '+'}${(bytes / 1_048_576).toFixed(1)} MB`;
}
