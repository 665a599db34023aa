import { describe, expect, it } from '@jest/globals';
import type { CachedTarget } from '../cache/link-cache.js';
import { MemoryLinkCache } from '../testing/memory-link.cache.js';
import { testResolver } from '../testing/test-resolver.js';
import type { LinkResolver } from './link-resolver.js';
import type { LinkTarget } from './link-target.js';
import { RecentChanges } from './recent-changes.js';
import { SecondTier } from './second-tier.js';

/**
 * Redirects read the tiers and fill them while edits are committed and noted: every order of those steps that keeps
 * each actor's own order. After a note, L1 must never hold a version older than the one it names; and once a drop has
 * reached L2, neither must L2.
 */

type Step = 'ask' | 'find' | 'read' | 'fill' | 'put' | 'commit' | 'note' | 'drop';

const redirect: readonly Step[] = ['ask', 'read', 'fill'];
const edit: readonly Step[] = ['commit', 'note'];

/** With L2: its answer arrives, the shard is read, L1 is filled, what was read arrives in L2. */
const tieredRedirect: readonly Step[] = ['ask', 'find', 'read', 'fill', 'put'];
/** The same when L2 has already said that it has nothing. */
const missingRedirect: readonly Step[] = ['read', 'fill', 'put'];
const tieredEdit: readonly Step[] = ['commit', 'note', 'drop'];

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

const targetOf = (version: number) =>
  ({ name: 'name', version, state: 'active', expiresAtMs: null }) as LinkTarget;
const settle = async () => {
  for (let turns = 0; turns < 6; turns += 1) await Promise.resolve();
};

/** A second tier whose reads, writes and drops take effect when they are let through. */
class GatedCache extends MemoryLinkCache {
  readonly finds: (() => void)[] = [];
  readonly puts: (() => void)[] = [];
  readonly drops: (() => void)[] = [];

  override async read(name: string): Promise<CachedTarget | undefined> {
    // The answer is what was there when it was asked, however late it arrives.
    const found = super.read(name);
    await new Promise<void>((resolve) => this.finds.push(resolve));
    return found;
  }

  override async write(target: LinkTarget, isHot: boolean): Promise<void> {
    await new Promise<void>((resolve) => this.puts.push(resolve));
    return super.write(target, isHot);
  }

  override async drop(name: string, belowVersion: number): Promise<void> {
    await new Promise<void>((resolve) => this.drops.push(resolve));
    return super.drop(name, belowVersion);
  }

  /** What is there, whatever is under way. */
  async versionHeld(): Promise<number | undefined> {
    return (await super.read('name'))?.target.version;
  }
}

class World {
  committed = 1;
  noted = 0;
  dropped = 0;
  readonly cache = new GatedCache(10);
  private readonly changes = new RecentChanges();
  private readonly reads: { resolve: (target: LinkTarget) => void; seen?: LinkTarget }[] = [];
  private readonly edits: number[] = [];
  private readonly resolver: LinkResolver;

  constructor(hasSecondTier: boolean) {
    const find = () => new Promise<LinkTarget>((resolve) => this.reads.push({ resolve }));
    const source = { find, findOutdated: async () => undefined };
    const secondTier = hasSecondTier ? new SecondTier(this.cache, this.changes) : undefined;
    this.resolver = testResolver(source, { changes: this.changes, secondTier });
  }

  readonly steps: Readonly<Record<Step, () => void>> = {
    ask: () => void this.resolver.resolve('name', Date.now()),
    find: () => this.cache.finds.shift()?.(),
    read: () => {
      for (const read of this.reads) read.seen ??= targetOf(this.committed);
    },
    fill: () => {
      for (const { resolve, seen } of this.reads) if (seen) resolve(seen);
    },
    put: () => this.cache.puts.shift()?.(),
    commit: () => void this.edits.push((this.committed += 1)),
    note: () => this.changes.note('name', (this.noted = this.edits.shift()!), Date.now()),
    drop: () => {
      this.cache.drops.shift()!();
      this.dropped = this.noted;
    },
  };

  /** What L1 holds, found without a read: undefined when a redirect would ask the shard. */
  get cached(): number | undefined {
    const answer = this.resolver.resolve('name', Date.now());
    return answer instanceof Promise ? undefined : answer?.version;
  }

  /** A redirect that L2 had nothing for. */
  async miss(): Promise<void> {
    this.steps.ask();
    await settle();
    this.steps.find();
    await settle();
  }

  /** Lets everything through that is under way, so that nothing may come later. */
  async settle(): Promise<void> {
    const { finds, puts, drops } = this.cache;
    for (let rounds = 0; rounds < 3; rounds += 1) {
      for (const go of [...finds.splice(0), ...puts.splice(0), ...drops.splice(0)]) go();
      await settle();
      this.steps.read();
      this.steps.fill();
      await settle();
    }
    this.dropped = this.noted;
  }
}

/** Runs a schedule step by step; throws when a tier that was told of a version is left with an older one. */
async function play(schedule: readonly number[], threads: readonly (readonly Step[])[]): Promise<void> {
  const world = new World(threads.includes(tieredEdit));
  if (threads[0] === missingRedirect) await world.miss();
  const positions = threads.map(() => 0);
  for (const thread of schedule) {
    world.steps[threads[thread]![positions[thread]!++]!]();
    await settle();
  }
  const check = async () => {
    const held = await world.cache.versionHeld();
    if (held !== undefined && held < world.dropped)
      throw new Error(`L2 has v${held} after the drop for v${world.dropped}: ${schedule.join('')}`);
    const { cached, noted } = world;
    if (cached !== undefined && cached < noted)
      throw new Error(`L1 has v${cached} after the note of v${noted}: ${schedule.join('')}`);
  };
  await check();
  await world.settle();
  await check();
}

describe('filling the tiers while a link is edited', () => {
  it.each([
    ['two redirects and an edit', [redirect, redirect, edit], 560],
    ['a redirect and two edits', [redirect, edit, edit], 210],
    ['a redirect through L2 and an edit', [tieredRedirect, tieredEdit], 56],
    ['a redirect that L2 had nothing for and two edits', [missingRedirect, tieredEdit, tieredEdit], 1680],
  ])('never leaves a version that a note has overtaken: %s', async (_what, threads, schedulesCount) => {
    let count = 0;
    for (const schedule of schedules(threads)) {
      count += 1;
      await play(schedule, threads);
    }
    expect(count).toBe(schedulesCount);
  });
});
