import { describe, expect, it } from '@jest/globals';
import type { LinkSource } from './link-source.js';
import { LinkResolver } from './link-resolver.js';
import type { LinkTarget } from './link-target.js';
import { RecentChanges } from './recent-changes.js';

/**
 * A redirect reads the shard and fills L1 while edits are committed and noted: every order of those steps that
 * keeps each actor's own order. After a note, L1 must never hold a version older than the one it names.
 */

type Step = 'ask' | 'read' | 'fill' | 'commit' | 'note';

const redirect: readonly Step[] = ['ask', 'read', 'fill'];
const edit: readonly Step[] = ['commit', 'note'];

/** Every merge of the threads, as the thread that moves at each step. */
function* schedules(
  threads: readonly (readonly Step[])[],
  positions: readonly number[] = threads.map(() => 0),
): Generator<number[]> {
  if (positions.every((position, thread) => position === threads[thread]!.length)) yield [];
  for (const [thread, position] of positions.entries()) {
    if (position === threads[thread]!.length) continue;
    for (const rest of schedules(threads, positions.with(thread, position + 1))) yield [thread, ...rest];
  }
}

const settings = { l1EntriesMax: 10, l1FreshSeconds: 30, l1StaleSeconds: 600, readDeadlineMs: 300 };
const targetOf = (version: number) =>
  ({ name: 'name', version, state: 'active', expiresAtMs: null }) as LinkTarget;
const settle = async () => {
  for (let turns = 0; turns < 6; turns += 1) await Promise.resolve();
};

class World {
  committed = 1;
  noted = 0;
  private readonly changes = new RecentChanges();
  private readonly reads: { resolve: (target: LinkTarget) => void; seen?: LinkTarget }[] = [];
  private readonly edits: number[] = [];
  private readonly resolver = new LinkResolver(
    {
      find: () => new Promise<LinkTarget>((resolve) => this.reads.push({ resolve })),
    } as unknown as LinkSource,
    this.changes,
    settings,
  );

  readonly steps: Readonly<Record<Step, () => void>> = {
    ask: () => void this.resolver.resolve('name', Date.now()),
    read: () => {
      for (const read of this.reads) read.seen ??= targetOf(this.committed);
    },
    fill: () => {
      for (const { resolve, seen } of this.reads) if (seen) resolve(seen);
    },
    commit: () => void this.edits.push((this.committed += 1)),
    note: () => this.changes.note('name', (this.noted = this.edits.shift()!), Date.now()),
  };

  /** What L1 holds, found without a read: undefined when a redirect would ask the shard. */
  get cached(): number | undefined {
    const answer = this.resolver.resolve('name', Date.now());
    return answer instanceof Promise ? undefined : answer?.version;
  }
}

describe('filling L1 while a link is edited', () => {
  it.each([
    ['two redirects and an edit', [redirect, redirect, edit], 560],
    ['a redirect and two edits', [redirect, edit, edit], 210],
  ])('never leaves a version that a note has overtaken: %s', async (_what, threads, schedulesCount) => {
    let count = 0;
    for (const schedule of schedules(threads)) {
      count += 1;
      const world = new World();
      const positions = threads.map(() => 0);
      for (const thread of schedule) {
        world.steps[threads[thread]![positions[thread]!++]!]();
        await settle();
      }
      const { cached, noted } = world;
      if (cached !== undefined && cached < noted)
        throw new Error(`v${cached} after the note of v${noted}: ${schedule.join('')}`);
    }
    expect(count).toBe(schedulesCount);
  });
});
