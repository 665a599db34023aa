import { hash64Hex, sipHash24After, sipPrefix, type SipPrefix } from '@fleetlink/code';
import { LRUCache } from 'lru-cache';
import type { VisitorKeys } from './visitor-keys.js';

/** Far fewer agents than visitors are seen in a day; what is remembered of one takes some hundred bytes. */
const AGENTS_MAX = 20_000;

const BLOCK_BYTES = 8;

/** Networks as text have at most 15 characters, all ASCII. */
const NETWORK_BYTES_MAX = 16;

/**
 * Tells visitors of one day apart without knowing them: SipHash-2-4 (Aumasson and Bernstein 2012) of the agent, filled
 * up with NULs, and the truncated address, under a key that exists for that day only. When the key is gone, so is the
 * way back. The agent stands first because it is long and most visitors share theirs with others: it is hashed once.
 */
export class VisitorHasher {
  private readonly network = Buffer.allocUnsafe(NETWORK_BYTES_MAX);
  private readonly agents = new LRUCache<string, SipPrefix>({ max: AGENTS_MAX });
  private key: Uint8Array | undefined;

  constructor(private readonly keys: Pick<VisitorKeys, 'keyAt'>) {}

  /**
   * 16 hexadecimal digits, or null when there is no network or the day's key has not been fetched.
   * @param network what `networkOf` makes of an address.
   * @param agent without NUL.
   * @param at epoch milliseconds; chooses the day's key.
   */
  visitor(network: string | null, agent: string, at: number): string | null {
    const key = this.keys.keyAt(at);
    if (key === undefined || network === null) return null;
    if (key !== this.key) this.begin(key);
    const length = this.network.write(network, 'latin1');
    return hash64Hex(sipHash24After(this.begun(agent, key), this.network.subarray(0, length)));
  }

  private begin(key: Uint8Array): void {
    this.agents.clear();
    this.key = key;
  }

  private begun(agent: string, key: Uint8Array): SipPrefix {
    const known = this.agents.get(agent);
    if (known !== undefined) return known;
    const text = Buffer.from(agent);
    const blocks = Buffer.alloc(Math.ceil(text.length / BLOCK_BYTES) * BLOCK_BYTES);
    text.copy(blocks);
    const prefix = sipPrefix(key, blocks);
    this.agents.set(agent, prefix);
    return prefix;
  }
}
