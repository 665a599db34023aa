import { LoadGate } from '@fleetlink/service';
import { LinkResolver, type LinkResolverParts } from '../resolve/link-resolver.js';
import type { LinkSource } from '../resolve/link-source.js';

type Given = Partial<LinkResolverParts> & Pick<LinkResolverParts, 'changes'>;

/** The usual settings, with bounds that a busy machine keeps. */
export const testResolveSettings: LinkResolverParts['settings'] = {
  l1EntriesMax: 1000,
  l1FreshSeconds: 30,
  l1StaleSeconds: 600,
  deadlineMs: 2000,
  readBoundMs: 2000,
};

/** The read path above a source, with room for whoever asks. */
export function testResolver(
  source: Pick<LinkSource, 'find' | 'findOutdated'>,
  { settings = testResolveSettings, gate = new LoadGate(10_000), ...given }: Given,
): LinkResolver {
  return new LinkResolver({ source: source as LinkSource, settings, gate, ...given });
}
