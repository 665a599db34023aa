import { createInBulk, nameIn } from '../../demo/bulk.client.ts';
import { noAnswer, ServiceClient, type Answer, type Headers } from '../../demo/service.client.ts';
import type { HistoryFile } from '../../history/history.file.ts';
import type { Rig } from '../../rig/rig-fleet.ts';
import type { LinkChange, Operation, Told } from '../scenario/operation.ts';

/** Connections to one service: a frozen one holds its requests as long as its deadline says. */
const CONNECTIONS_MAX = 512;

/** What is written of an operation by the method that knows it; the rest is the same for all. */
type Fact<Kind extends Operation = Operation> = Kind extends Operation
  ? Omit<Kind, 'id' | 't0' | 't1' | 'told' | 'status'>
  : never;

/** A client of the rig that keeps account of whatever it asks for. It never throws for what the rig does. */
export class FleetClient {
  readonly lookups: readonly string[];
  /** GETs that were answered with a redirect: each is a click. */
  redirects = 0;
  /** GETs whose answer did not come, or not from a lookup: counted or not, both is right. */
  doubtful = 0;
  readonly #clients: ReadonlyMap<string, ServiceClient>;
  readonly #history: HistoryFile<Operation>;
  readonly #startedAt = performance.now();
  #operations = 0;

  constructor(rig: Rig, history: HistoryFile<Operation>) {
    this.#history = history;
    const lookups = rig.site.ofKind('service').filter(({ app }) => app === 'lookup');
    this.lookups = lookups.map(({ name }) => name);
    const target = (url: string) => new ServiceClient({ url, key: rig.apiKey }, CONNECTIONS_MAX);
    this.#clients = new Map([
      ['gateway', target(rig.gatewayUrl)],
      ...lookups.map(({ name, reachedAt }) => [name, target(`http://127.0.0.1:${reachedAt}`)] as const),
    ]);
  }

  /** The clock of the history. */
  get nowMs(): number {
    return performance.now() - this.#startedAt;
  }

  get gateway(): ServiceClient {
    return this.#clients.get('gateway')!;
  }

  /** @returns the name of the new link, or undefined when it was not acknowledged. */
  async create(url: string, alias?: string): Promise<string | undefined> {
    const t0 = this.nowMs;
    const body = alias === undefined ? { url } : { url, alias };
    const answer = await this.gateway.post('/api/v1/links', body).catch(noAnswer);
    const name = answer.status === 201 ? (JSON.parse(answer.body) as { name: string }).name : undefined;
    this.#note({ op: 'create', name: name ?? alias ?? null, url }, t0, answer);
    return name;
  }

  /** Many at once, in the order of the URLs. @throws {Error} when one is not acknowledged. */
  async createAll(urls: readonly string[]): Promise<string[]> {
    const t0 = this.nowMs;
    const names: string[] = [];
    for await (const result of createInBulk(
      this.gateway,
      urls.map((url) => ({ url })),
    )) {
      const [name, url] = [nameIn(result), urls[result.index]!];
      if (name === undefined) throw new Error(`a link was not made: ${JSON.stringify(result)}`);
      this.#note({ op: 'create', name, url }, t0, result);
      names[result.index] = name;
    }
    return names;
  }

  /** Edits, disables, deletes or blocks a link. @returns the status of the answer, 0 without one. */
  async change(name: string, change: LinkChange): Promise<number> {
    const t0 = this.nowMs;
    const answer = await this.#ask(name, change).catch(noAnswer);
    this.#note({ op: 'change', name, change }, t0, answer);
    return answer.status;
  }

  /** Asks a lookup, or the gateway, where a name leads. */
  async follow(name: string, via = 'gateway', headers: Headers = {}): Promise<Answer> {
    const t0 = this.nowMs;
    const answer = await this.#clients.get(via)!.follow(name, headers).catch(noAnswer);
    if (isRedirect(answer)) this.redirects += 1;
    if (toldBy(answer.status) === 'unknown') this.doubtful += 1;
    this.#note({ op: 'follow', name, via, location: answer.location ?? null }, t0, answer);
    return answer;
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }

  #ask(name: string, change: LinkChange): Promise<Answer> {
    const path = `/api/v1/links/${name}`;
    if ('state' in change && change.state === 'deleted') return this.gateway.send('DELETE', path);
    if ('state' in change && change.state === 'blocked')
      return this.gateway.post('/api/v1/admin/blocks', { name, reason: 'a fault scenario' });
    return this.gateway.send('PATCH', path, change);
  }

  #note(fact: Fact, t0: number, { status }: Pick<Answer, 'status'>): void {
    const times = { t0: rounded(t0), t1: rounded(this.nowMs) };
    this.#history.append({ id: this.#operations, ...fact, ...times, told: toldBy(status), status });
    this.#operations += 1;
  }
}

export function isRedirect({ status }: Answer): boolean {
  return status >= 300 && status < 400;
}

function toldBy(status: number): Told {
  if (status === 0 || status >= 500) return 'unknown';
  return status >= 400 ? 'fail' : 'ok';
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
