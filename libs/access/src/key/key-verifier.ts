import { timingSafeEqual } from 'node:crypto';
import { isPassing } from '@fleetlink/postgres';
import { LRUCache } from 'lru-cache';
import { accessProblems } from '../access.errors.js';
import { accessLimits } from '../access.settings.js';
import type { CallerIdentity } from '../caller.js';
import { parseKey, secretHash, type KeyParts } from './key-text.js';
import type { KeyStore } from './key.store.js';

interface Verified {
  readonly caller: CallerIdentity;
  /** Until then nothing is asked. */
  freshUntilMs: number;
  /** Until then it counts while the catalog cannot be asked; a key that expires counts no longer than it lives. */
  readonly staleUntilMs: number;
}

/** Compared with when there is no such key, so that its absence takes as long as a wrong secret. */
const noSecret = Buffer.alloc(32);

/** Key text -> caller. */
export class KeyVerifier {
  /** By key id and hash of the secret: no secret is kept, and another secret for the same id finds nothing. */
  private readonly verified = new LRUCache<string, Verified>({ max: accessLimits.verifiedKeysMax });
  /** Keys known, and keys that the catalog had to be asked for; plain numbers, read when metrics are scraped. */
  readonly counters = { hit: 0, miss: 0 };
  private readonly asking = new Map<string, Promise<CallerIdentity>>();

  constructor(
    private readonly store: Pick<KeyStore, 'findLiving'>,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** @throws {Problem} `access/key-malformed`, `access/key-unknown`, or of kind `unavailable`. */
  async verify(text: string): Promise<CallerIdentity> {
    const parts = parseKey(text);
    if (!parts)
      throw accessProblems.problem('key-malformed', {
        detail: 'An API key looks like fl_… and was mistyped, cut or is none at all.',
      });
    const hash = secretHash(parts.secret);
    const mark = `${parts.id}${hash.toString('base64')}`;
    const known = this.verified.get(mark);
    const isFresh = known !== undefined && this.nowMs() < known.freshUntilMs;
    this.counters[isFresh ? 'hit' : 'miss'] += 1;
    return isFresh ? known.caller : this.askOnce(mark, parts, hash);
  }

  /** Requests that come while the catalog is being asked for their key share its answer. */
  private askOnce(mark: string, parts: KeyParts, hash: Buffer): Promise<CallerIdentity> {
    const underWay = this.asking.get(mark);
    if (underWay) return underWay;
    const asking = this.ask(mark, parts, hash).finally(() => this.asking.delete(mark));
    this.asking.set(mark, asking);
    return asking;
  }

  private async ask(mark: string, { id }: KeyParts, hash: Buffer): Promise<CallerIdentity> {
    // Freshness counts from before the question: a slow answer is an old one.
    const askedAtMs = this.nowMs();
    try {
      const key = await this.store.findLiving(id);
      const isRight = timingSafeEqual(key?.secretSha256 ?? noSecret, hash);
      if (!key || !isRight) throw unknownKey();
      const { tenantId, scopes, expiresInMs } = key;
      const caller = { tenantId, scopes, keyId: id, anonymous: false };
      this.verified.set(mark, { caller, ...limitsOf(askedAtMs, expiresInMs ?? Infinity) });
      return caller;
    } catch (error) {
      if (isPassing(error)) return this.lastKnown(mark, error);
      this.verified.delete(mark);
      throw error;
    }
  }

  /** Answers from memory while the catalog is away, and leaves it alone for a moment. */
  private lastKnown(mark: string, error: unknown): CallerIdentity {
    const known = this.verified.get(mark);
    const nowMs = this.nowMs();
    if (!known || nowMs >= known.staleUntilMs) throw error;
    known.freshUntilMs = Math.min(nowMs + accessLimits.keyFreshMs, known.staleUntilMs);
    return known.caller;
  }
}

function limitsOf(askedAtMs: number, expiresInMs: number): Pick<Verified, 'freshUntilMs' | 'staleUntilMs'> {
  return {
    freshUntilMs: askedAtMs + Math.min(accessLimits.keyFreshMs, expiresInMs),
    staleUntilMs: askedAtMs + Math.min(accessLimits.keyStaleMs, expiresInMs),
  };
}

/** One answer for a wrong secret, a revoked and an expired key: whoever guesses learns nothing. */
function unknownKey() {
  return accessProblems.problem('key-unknown', { detail: 'This API key is unknown, revoked or expired.' });
}
