/** Clicks as lookup processes send them: full batches, links followed unequally, many visitors, few agents. */
import { serialiseEnvelope, type ClickEvent } from '@fleetlink/click';
import { oneOf, randomFrom } from '../demo/random.ts';
import { BROWSER_HEADERS } from './load-sender.ts';
import { Zipf } from './zipf.ts';

export const BATCH_CLICKS = 200;

const LINKS = 100_000;
const SEED = 1;
const VISITORS = 50_000;
const COUNTRIES = ['DE', 'US', 'FR', 'BR', 'IN', 'JP', 'GB', 'PL', 'ES', 'unknown'];
const REFERRERS = ['direct', 'www.example.com', 'news.example.org', 'mail.example.net', 'search.example.com'];
const LANGUAGES = ['en-us', 'de-de', 'fr-fr', 'pt-br', 'none'];
const AGENTS = [
  BROWSER_HEADERS['user-agent'],
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  'Mozilla/5.0 (compatible; ExampleBot/2.1; +https://www.example.com/bot.html)',
];

/** The ids of links that no other part of a rig has. */
const FIRST_LINK = 1_000_000_000_000;

/** Serialised envelopes of one source, which is to say of one stream. No batch comes twice. */
export class ClickLoad {
  readonly #source: string;
  readonly #zipf = new Zipf(LINKS);
  readonly #random = randomFrom(SEED);
  #seq = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Batches so far. */
  get made(): number {
    return this.#seq;
  }

  batches(count: number): string[] {
    return Array.from({ length: count }, () => this.#batch());
  }

  #batch(): string {
    const source = this.#source;
    this.#seq += 1;
    const batchId = `${source}-${this.#seq}`;
    const cutAt = Date.now();
    const events = Array.from({ length: BATCH_CLICKS }, (_, index) =>
      this.#event(`${batchId}.${index}`, cutAt),
    );
    return serialiseEnvelope({ v: 1, batchId, source, seq: this.#seq, cutAt, events });
  }

  #event(clickId: string, at: number): ClickEvent {
    const rank = this.#zipf.rankAt(this.#random());
    const visitor = Math.floor(this.#random() * VISITORS);
    return {
      clickId,
      linkId: String(FIRST_LINK + rank),
      tenantId: 'bench',
      name: `link-${rank}`,
      at,
      // spread over all 64 bits, as hashes are
      visitor: BigInt.asUintN(64, BigInt(visitor + 1) * 0x9e3779b97f4a7c15n)
        .toString(16)
        .padStart(16, '0'),
      country: oneOf(COUNTRIES, this.#random),
      referrerHost: oneOf(REFERRERS, this.#random),
      language: oneOf(LANGUAGES, this.#random),
      agent: oneOf(AGENTS, this.#random),
    };
  }
}
