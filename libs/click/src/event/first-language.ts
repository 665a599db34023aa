import { eventWidths, fieldText } from './click-event.js';

const NONE = 'none';

/** `en-US,en;q=0.8` -> `en-us`; `none` when no tag stands first. */
export function firstLanguage(header: string | undefined): string {
  if (!header) return NONE;
  const end = header.search(/[,;]/);
  const tag = (end < 0 ? header : header.slice(0, end)).trim().toLowerCase();
  return tag === '' ? NONE : fieldText(tag, eventWidths.language);
}
