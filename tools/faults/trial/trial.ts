import { setTimeout as sleep } from 'node:timers/promises';
import { clicksCounted } from '../../demo/clicks/summary.ts';
import { randomFrom } from '../../demo/random.ts';
import type { HistoryFile } from '../../history/history.file.ts';
import type { Rig } from '../../rig/rig-fleet.ts';
import { expectedLinks } from '../scenario/expected-links.ts';
import type { Operation } from '../scenario/operation.ts';
import { FleetClient } from './fleet.client.ts';
import { heal, settled } from './healing.ts';
import { Load, type LoadOptions } from './load.ts';
import { linkRows, readBack } from './read-back.ts';
import { scrape, sumIn, type Labels } from './service-metrics.ts';

const POLL_MS = 20;
const UNTIL_MS_MAX = 30_000;

export interface TrialParts {
  readonly rig: Rig;
  readonly seed: number;
  readonly history: HistoryFile<Operation>;
  /** Tells what is being done. */
  readonly say: (line: string) => void;
}

export interface Link {
  readonly name: string;
  readonly url: string;
}

/** What a scenario waited for did not come: its promise was broken. */
export class NeverCame extends Error {
  override readonly name = 'NeverCame';

  constructor(what: string) {
    super(`this never came: ${what}`);
  }
}

/** Everything a scenario works with: the rig, a client that keeps account, chance from a seed. */
export class Trial {
  readonly rig: Rig;
  readonly seed: number;
  readonly client: FleetClient;
  readonly random: () => number;
  readonly say: (line: string) => void;
  readonly #history: HistoryFile<Operation>;
  readonly #loads: Load[] = [];
  #links = 0;

  constructor({ rig, seed, history, say }: TrialParts) {
    this.rig = rig;
    this.seed = seed;
    this.say = say;
    this.random = randomFrom(seed);
    this.client = new FleetClient(rig, history);
    this.#history = history;
  }

  /** A destination that no other number has. */
  url(number: number): string {
    return `https://example.com/${this.seed}/${number}`;
  }

  /** An alias that no other run of this scenario has taken on a rig that is still up. */
  alias(number: number): string {
    return `f${process.pid}-${this.seed}-${number}`;
  }

  /** New links without aliases, made before anything is broken. */
  async links(count: number): Promise<Link[]> {
    const urls = Array.from({ length: count }, (_, index) => this.url(this.#links + index));
    this.#links += count;
    const names = await this.client.createAll(urls);
    return names.map((name, index) => ({ name, url: urls[index]! }));
  }

  /** The same, by the shard that holds them. */
  async linksByShard(count: number): Promise<Map<string, Link[]>> {
    const links = await this.links(count);
    const shardOf = new Map((await linkRows(this.rig)).map(({ name, shard }) => [name, shard]));
    return Map.groupBy(links, ({ name }) => shardOf.get(name)!);
  }

  /** Chance of its own, so that loads side by side do not take it from each other. */
  load(options: Omit<LoadOptions, 'random'>): Load {
    const load = new Load({ ...options, random: randomFrom(this.random() * 2 ** 32) });
    this.#loads.push(load);
    return load;
  }

  /** Those that go on because something was thrown before they were stopped. */
  async endLoads(): Promise<void> {
    await Promise.allSettled(this.#loads.map((load) => load.stop()));
  }

  async metric(service: string, metric: string, labels?: Labels): Promise<number> {
    return sumIn(await scrape(this.rig, service), metric, labels);
  }

  /** A metric of all lookups together. */
  async lookupMetric(metric: string, labels?: Labels): Promise<number> {
    const values = await Promise.all(this.client.lookups.map((name) => this.metric(name, metric, labels)));
    return values.reduce((sum, value) => sum + value, 0);
  }

  /** Clicks that the statistics have counted. */
  clicksCounted(): Promise<number> {
    return clicksCounted(this.client.gateway);
  }

  /**
   * Waits for something that has to come; generous, since machines are slow.
   * @throws {NeverCame} which is an offence of the scenario.
   */
  async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    for (const giveUpAt = Date.now() + UNTIL_MS_MAX; !(await isSo()); await sleep(POLL_MS))
      if (Date.now() > giveUpAt) throw new NeverCame(what);
  }

  /** Ends every fault and waits until the rig has caught up. */
  async heal(): Promise<void> {
    this.say('heal, and wait until nothing lags or queues');
    await heal(this.rig);
    await settled(this.rig, this.say);
  }

  /** What was asked for so far, and what was told. */
  operations(): Promise<Operation[]> {
    return this.#history.read();
  }

  /** Every acknowledged link, read back from the primaries and through the gateway. @returns what is wrong. */
  async readBack(): Promise<string[]> {
    const expected = expectedLinks(await this.operations());
    this.say(`read back ${expected.size} links`);
    return readBack(this.rig, this.client, expected);
  }

  async close(): Promise<void> {
    await this.endLoads();
    this.client.close();
  }
}
