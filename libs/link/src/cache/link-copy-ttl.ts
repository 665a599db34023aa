import { linkKeys, ttlOf, type KeyTtl } from '@fleetlink/redis';

/** A wrong copy of a link that many follow does more harm, and reading it anew costs one read among thousands. */
export const HOT_FRESH_SECONDS = 60;

const hotLink = { ...linkKeys.link, ttl: { ...linkKeys.link.ttl!, freshSeconds: HOT_FRESH_SECONDS } };

/** How long a copy lives anywhere in the second tier. */
export const COPY_KEPT_SECONDS = linkKeys.link.ttl!.keptSeconds;

/** How long a copy may be fresh at most. */
export const COPY_FRESH_SECONDS = linkKeys.link.ttl!.freshSeconds!;

export function copyTtl(isHot: boolean): KeyTtl {
  return ttlOf(isHot ? hotLink : linkKeys.link);
}
