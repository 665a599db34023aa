/** What the load goes to, and where its lookup processes tell what they counted. */
import { withRig } from '../bench/bench-rig.ts';
import type { Stage } from '../demo/stage.ts';
import type { Place } from './arguments.ts';

export interface LoadTarget {
  readonly url: string;
  readonly key: string | undefined;
  /** Management ports; empty where they are not known. */
  readonly lookups: readonly string[];
}

/** All of this load comes from one address. */
const ONE_ADDRESS = { RATE_LIMITS: 'off' };

/** Lends a target to `work`; one that was started for it is gone afterwards. */
export async function withTarget<Result>(
  place: Place,
  stage: Stage,
  work: (target: LoadTarget) => Promise<Result>,
): Promise<Result> {
  if (place.kind === 'target') return work(place);
  process.stdout.write(`starting a ${place.kind} of its own …\n`);
  if (place.kind === 'standalone') {
    const { url, managementUrl } = await stage.standalone(await stage.folder());
    return work({ url, key: undefined, lookups: [managementUrl] });
  }
  return withRig(stage, { settings: ONE_ADDRESS }, async ({ gatewayUrl, apiKey, site }) => {
    const lookups = site.ofKind('service').filter(({ app }) => app === 'lookup');
    const ports = lookups.map(({ managementPort }) => `http://127.0.0.1:${managementPort}`);
    return work({ url: gatewayUrl, key: apiKey, lookups: ports });
  });
}
