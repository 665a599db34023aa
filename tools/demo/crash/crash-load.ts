import { createInBulk, nameIn } from '../bulk.client.ts';
import { oneOf } from '../random.ts';
import { ServiceClient } from '../service.client.ts';
import type { HistoryFile } from '../../history/history.file.ts';
import type { Acknowledged } from './acknowledged.ts';

const SINGLE_WRITERS = 4;
const BULK_WRITERS = 1;
const BULK_LINKS = 200;
const FOLLOWERS = 16;
/** Followers look again after so long while there is nothing to follow. */
const IDLE_MS = 5;

export interface LoadParts {
  readonly url: string;
  readonly history: HistoryFile<Acknowledged>;
  readonly urls: Iterator<string, unknown>;
  readonly random: () => number;
}

/** Writers and followers that go on until their service is gone, and keep account of every answer. */
export class CrashLoad {
  readonly #parts: LoadParts;
  readonly #client: ServiceClient;
  readonly #links: Acknowledged[] = [];
  #isEnding = false;
  /** When each redirect was answered, by `performance.now()`. */
  readonly answeredAtMs: number[] = [];
  /** Redirects that were asked for and never answered: counted or not, both is right. */
  unanswered = 0;
  /** What went wrong before the end was announced. */
  readonly faults: string[] = [];

  constructor(parts: LoadParts) {
    this.#parts = parts;
    const connections = SINGLE_WRITERS + BULK_WRITERS + FOLLOWERS;
    this.#client = new ServiceClient({ url: parts.url, key: undefined }, connections);
  }

  get acknowledged(): number {
    return this.#links.length;
  }

  /** Resolves when every loop has met its end. */
  async run(): Promise<void> {
    const loops = [
      ...Array.from({ length: SINGLE_WRITERS }, () => this.#loop(() => this.#createOne())),
      ...Array.from({ length: BULK_WRITERS }, () => this.#loop(() => this.#createMany())),
      ...Array.from({ length: FOLLOWERS }, () => this.#loop(() => this.#followOne())),
    ];
    await Promise.all(loops);
    this.#client.close();
  }

  /** From here on, broken connections are what was wanted. */
  announceEnd(): void {
    this.#isEnding = true;
  }

  async #loop(step: () => Promise<void>): Promise<void> {
    try {
      while (!this.#isEnding) await step();
    } catch (error) {
      if (!this.#isEnding) this.faults.push((error as Error).message);
    }
  }

  async #createOne(): Promise<void> {
    const url = this.#nextUrl();
    const { status, body } = await this.#client.post('/api/v1/links', { url });
    if (status === 201) this.#acknowledge((JSON.parse(body) as { name: string }).name, url);
    else if (status >= 500) this.faults.push(`POST /api/v1/links answers ${status}`);
  }

  async #createMany(): Promise<void> {
    const links = Array.from({ length: BULK_LINKS }, () => ({ url: this.#nextUrl() }));
    for await (const result of createInBulk(this.#client, links)) {
      const name = nameIn(result);
      if (name !== undefined) this.#acknowledge(name, links[result.index]!.url);
      else if (result.status >= 500) this.faults.push(`a bulk item answers ${result.status}`);
    }
  }

  async #followOne(): Promise<void> {
    if (this.#links.length === 0) return new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    const { name, href } = oneOf(this.#links, this.#parts.random);
    this.unanswered += 1;
    const { status, location } = await this.#client.follow(name);
    this.unanswered -= 1;
    if (status === 302) this.answeredAtMs.push(performance.now());
    if (status !== 302 || location !== href)
      this.faults.push(`/${name} answers ${status} ${location ?? ''}, expected 302 ${href}`);
  }

  #nextUrl(): string {
    return this.#parts.urls.next().value as string;
  }

  #acknowledge(name: string, url: string): void {
    const link = { name, href: new URL(url).href };
    this.#links.push(link);
    this.#parts.history.append(link);
  }
}
