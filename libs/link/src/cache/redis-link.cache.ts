import { linkKeys, type CacheCluster } from '@fleetlink/redis';
import type { LinkTarget } from '../resolve/link-target.js';
import { copyText, overtakenText, parseCopy } from './copy-text.js';
import type { CachedTarget, LinkCache } from './link-cache.js';
import { COPY_KEPT_SECONDS, copyTtl } from './link-copy-ttl.js';

/**
 * Every write and every drop is this script: compared and set at once, a version never gives way to a lower one. What
 * cannot be read as a version, another type included, is nobody's copy and is overwritten.
 */
const PUT_UNLESS_NEWER = `
local held = redis.pcall('GET', KEYS[1])
local version = type(held) == 'string' and tonumber(string.match(held, '^F%d+:(%d+):')) or 0
local offered = tonumber(ARGV[2])
if version > offered or (version == offered and ARGV[4] == 'if-higher') then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return 1`;

interface Put {
  readonly name: string;
  readonly version: number;
  readonly text: string;
  readonly keptMs: number;
  /** What happens to a text of the same version. */
  readonly when: 'if-higher' | 'unless-lower';
}

/** Copies on the cache cluster. What one turn of the event loop asks for travels as one pipeline for each node. */
export class RedisLinkCache implements LinkCache {
  constructor(private readonly cluster: CacheCluster) {}

  async read(name: string, untilMs = Infinity): Promise<CachedTarget | undefined> {
    const key = this.keyOf(name);
    const text = await this.cluster.runUntil(untilMs, (client) => client.get(key).catch(missIfForeign));
    return text === null ? undefined : parseCopy(text, name, Date.now());
  }

  async write(target: LinkTarget, isHot: boolean): Promise<void> {
    const { freshMs, keptMs } = copyTtl(isHot);
    const { name, version } = target;
    const text = copyText({ target, freshUntilMs: Date.now() + freshMs, isHot });
    await this.put({ name, version, text, keptMs, when: 'unless-lower' });
  }

  async drop(name: string, belowVersion: number): Promise<void> {
    await this.put({
      name,
      version: belowVersion,
      text: overtakenText(belowVersion),
      // No copy outlives it that was there when it was written.
      keptMs: COPY_KEPT_SECONDS * 1000,
      when: 'if-higher',
    });
  }

  private async put({ name, version, text, keptMs, when }: Put): Promise<void> {
    const key = this.keyOf(name);
    await this.cluster.run((client) =>
      client.eval(PUT_UNLESS_NEWER, 1, key, text, String(version), String(keptMs), when),
    );
  }

  private keyOf(name: string): string {
    return this.cluster.key(linkKeys.link, { name });
  }
}

/** A key of ours that holds another type was filled by somebody else. */
function missIfForeign(error: Error): null {
  if (error.message.startsWith('WRONGTYPE')) return null;
  throw error;
}
