import { sipHash24Hex } from '@fleetlink/code';
import { networkOf } from '../event/network.js';
import type { VisitorKeys } from './visitor-keys.js';

/** Networks have at most 15 characters; a UTF-16 unit takes at most 3 bytes of UTF-8. */
const MESSAGE_BYTES_MAX = 16 + 3 * 1024;

/**
 * Tells visitors of one day apart without knowing them: SipHash-2-4 (Aumasson and Bernstein 2012) of the truncated
 * address and the agent, under a key that exists for that day only. When the key is gone, so is the way back.
 */
export class VisitorHasher {
  private readonly message = Buffer.allocUnsafe(MESSAGE_BYTES_MAX);

  constructor(private readonly keys: VisitorKeys) {}

  /**
   * 16 hexadecimal digits, or null when the address is none or the day's key has not been fetched.
   * @param at epoch milliseconds; chooses the day's key.
   */
  visitor(address: string, agent: string, at: number): string | null {
    const key = this.keys.keyAt(at);
    const network = networkOf(address);
    if (key === undefined || network === null) return null;
    const length = this.message.write(`${network}\n${agent}`, 'utf8');
    return sipHash24Hex(key, this.message.subarray(0, length));
  }
}
