import { eventWidths, fieldText } from './click-event.js';

const DIRECT = 'direct';

/**
 * The host that a Referer field names, in lower case without its port; `direct` when there is none.
 * Old logs write the word `direct` for an empty field.
 */
export function referrerHost(header: string | undefined): string {
  if (!header || !/^https?:/i.test(header)) return DIRECT;
  const host = URL.parse(header)?.hostname;
  return host ? fieldText(host, eventWidths.referrerHost) : DIRECT;
}
