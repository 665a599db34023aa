/** RFC 6901: `['a/b', 0]` -> `/a~1b/0`; the whole document is the empty text. */
export function jsonPointer(steps: readonly PropertyKey[]): string {
  return steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
