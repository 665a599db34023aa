/** A standalone with many links, and what else follows them: lookup services beside it, and peers. */
import { join } from 'node:path';
import { lookupTopics } from '@fleetlink/lookup';
import { z } from 'zod';
import { createInBulk, nameIn } from '../demo/bulk.client.ts';
import { clicksCounted } from '../demo/clicks/summary.ts';
import { ServiceClient } from '../demo/service.client.ts';
import type { Stage } from '../demo/stage.ts';
import type { Standalone } from '../demo/standalone.server.ts';
import { clicksOnDisk, clicksThrough } from './clicks-on-disk.ts';
import { APART } from './cores.ts';
import { loadSender, type LoadSender } from './load-sender.ts';
import type { LoadTarget } from './load.ts';
import { NginxMap } from './nginx-map.server.ts';
import type { OtherServer } from './other.server.ts';
import { fieldsOf, Peer, type PeerAnswers, type PeerKind } from './peer.server.ts';
import { drawn, requestPaths, type RequestPaths } from './request-paths.ts';
import { totalAt } from './service-metrics.ts';

const LINKS = 10_000;
const DRAWS = 100_000;
const WARM_UP_SECONDS = 2;

/** Each warm-up is twice as long as the one before. */
const WARM_UP_SECONDS_MAX = 32;

/** A name of the right form that nobody has. */
const UNKNOWN = 'nobody-has-this-one';

/** Nobody takes the clicks of the lookup services, so the spool has room for a whole run; names stay known for it. */
const ROOMY = { CLICK_SPOOL_BYTES_MAX: String(2 ** 31), L1_FRESH_SECONDS: '3600' };

const lane = z.toJSONSchema(lookupTopics.redirect.lane.schema) as {
  enum: readonly string[];
  default: string;
};

/** The values of REDIRECT_LANE, and the one that is taken unless another is asked for. */
export const LANES = lane.enum;
export const DEFAULT_LANE = lane.default;

type Variant = Partial<Pick<LoadTarget, 'url' | 'method' | 'paths' | 'status'>>;

export class RedirectGround {
  readonly #stage: Stage;
  readonly #folder: string;
  readonly #standalone: Standalone;
  readonly #client: ServiceClient;
  readonly #answers: PeerAnswers;
  readonly #stops: (() => Promise<void>)[] = [];
  readonly sender: LoadSender;
  /** Drawn by Zipf, each once, and the one name that leads nowhere. */
  readonly paths: Readonly<Record<'zipf' | 'each' | 'unknown', RequestPaths>>;

  private constructor(parts: {
    stage: Stage;
    folder: string;
    standalone: Standalone;
    client: ServiceClient;
    answers: PeerAnswers;
    sender: LoadSender;
    paths: RedirectGround['paths'];
  }) {
    this.#stage = parts.stage;
    this.#folder = parts.folder;
    this.#standalone = parts.standalone;
    this.#client = parts.client;
    this.#answers = parts.answers;
    this.sender = parts.sender;
    this.paths = parts.paths;
  }

  static async open(stage: Stage): Promise<RedirectGround> {
    const folder = await stage.folder();
    const standalone = await stage.standalone(folder, { L1_FRESH_SECONDS: ROOMY.L1_FRESH_SECONDS });
    const client = new ServiceClient({ url: standalone.url, key: undefined });
    const links = await linksOf(client);
    const names = links.map(([name]) => name);
    const paths = {
      zipf: await requestPaths(join(folder, 'zipf.paths'), drawn(names, DRAWS)),
      each: await requestPaths(join(folder, 'each.paths'), names),
      unknown: await requestPaths(join(folder, 'unknown.paths'), [UNKNOWN]),
    };
    const answers = { links, fields: await fieldsOf(`${standalone.url}/${names[0]}`) };
    return new RedirectGround({
      stage,
      folder,
      standalone,
      client,
      answers,
      sender: await loadSender(),
      paths,
    });
  }

  /** A lookup service that has all links in memory. */
  async lookup(settings: Record<string, string> = {}): Promise<Standalone> {
    const lookup = await this.#stage.lookup(this.#folder, { ...ROOMY, ...settings });
    this.#stops.push(() => lookup.stop());
    await this.#warmUp(
      this.targetOf(lookup, { paths: this.paths.each }),
      lookup,
      Number(settings['WORKERS'] ?? 1),
    );
    return lookup;
  }

  targetOf(lookup: Standalone, variant: Variant = {}): LoadTarget {
    return { ...this.#plain(lookup), clicks: () => clicksOnDisk(lookup), ...variant };
  }

  async standalone(): Promise<LoadTarget> {
    const target = this.#plain(this.#standalone);
    await this.#warmUp({ ...target, paths: this.paths.each }, this.#standalone, 1);
    return { ...target, clicks: () => this.#clicksCounted() };
  }

  async peer(kind: PeerKind): Promise<LoadTarget> {
    const peer = await Peer.start(kind, this.#answers);
    return this.#begun(peer);
  }

  async otherServer({ origin, name, pids }: OtherServer): Promise<LoadTarget> {
    const paths = await requestPaths(join(this.#folder, 'other.paths'), [name]);
    const target: LoadTarget = { url: origin, pids, method: 'GET', paths, status: 302 };
    await this.#send(target, WARM_UP_SECONDS);
    return target;
  }

  /** Undefined where there is no nginx to be had. */
  async nginx(): Promise<LoadTarget | undefined> {
    const nginx = await NginxMap.start(this.#folder, this.#answers);
    return nginx && this.#begun(nginx);
  }

  async close(): Promise<void> {
    this.#client.close();
    for (const stop of this.#stops.splice(0)) await stop();
    await this.#standalone.stop();
  }

  async #begun(peer: Peer | NginxMap): Promise<LoadTarget> {
    this.#stops.push(() => peer.stop());
    const target = this.#plain(peer);
    await this.#send(target, WARM_UP_SECONDS);
    return target;
  }

  #plain({ url, pid }: Pick<Standalone, 'url' | 'pid'>): LoadTarget {
    return { url, pids: [pid], method: 'GET', paths: this.paths.zipf, status: 302 };
  }

  async #warmUp(target: LoadTarget, { managementUrl }: Standalone, processes: number): Promise<void> {
    for (let seconds = WARM_UP_SECONDS; seconds <= WARM_UP_SECONDS_MAX; seconds *= 2) {
      await this.#send(target, seconds);
      if ((await totalAt(managementUrl, 'fleetlink_l1_entries')) >= LINKS * processes) return;
    }
    throw new Error(`${target.url} does not know all links after ${WARM_UP_SECONDS_MAX} s of them`);
  }

  /** What is cold may answer late, or not at all. */
  async #send(target: LoadTarget, seconds: number): Promise<void> {
    await this.sender.send({ ...target, seconds, cores: APART.sender, threads: APART.senderThreads });
  }

  async #clicksCounted(): Promise<number> {
    await clicksThrough(this.#standalone);
    return clicksCounted(this.#client);
  }
}

/** 80 characters: https, a host, a path and a query. */
function locationOf(index: number): string {
  const id = String(index).padStart(8, '0');
  return `https://www.example.com/articles/2026/11/short-links?utm_source=mail&id=${id}`;
}

async function linksOf(client: ServiceClient): Promise<(readonly [name: string, location: string])[]> {
  const wanted = Array.from({ length: LINKS }, (_, index) => ({ url: locationOf(index) }));
  const links: (readonly [string, string])[] = [];
  for await (const result of createInBulk(client, wanted)) {
    const name = nameIn(result);
    if (name === undefined) throw new Error(`a link was not made: ${result.problem?.detail}`);
    links.push([name, locationOf(result.index)]);
  }
  return links;
}
