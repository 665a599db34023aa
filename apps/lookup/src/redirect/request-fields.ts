/** The fields of a request that a redirect looks at. */
export interface RequestFields {
  readonly accept: string | undefined;
  readonly agent: string | undefined;
  readonly referrer: string | undefined;
  readonly languages: string | undefined;
  readonly forwardedFor: string | undefined;
  readonly traceparent: string | undefined;
  readonly clickAt: string | undefined;
  readonly clickCountry: string | undefined;
  readonly requestId: string | undefined;
}

type Key = keyof RequestFields;

/** By the length of their names: few other fields share one, so few names are put into lower case. */
const wanted: readonly (readonly (readonly [name: string, key: Key])[])[] = byLength([
  ['accept', 'accept'],
  ['user-agent', 'agent'],
  ['referer', 'referrer'],
  ['accept-language', 'languages'],
  ['x-forwarded-for', 'forwardedFor'],
  ['traceparent', 'traceparent'],
  ['x-click-at', 'clickAt'],
  ['x-click-country', 'clickCountry'],
  ['x-request-id', 'requestId'],
]);

/** Of these the first one counts, as in node:http; lists that came in several lines are joined. */
const SINGLE: ReadonlySet<Key> = new Set(['agent', 'referrer']);

/**
 * Picks what is looked at from node's flat list of names and values. `request.headers` makes an object of all of
 * them, which is a tenth of what a redirect costs.
 */
export function requestFields(rawHeaders: readonly string[]): RequestFields {
  const fields: Record<Key, string | undefined> = {
    accept: undefined,
    agent: undefined,
    referrer: undefined,
    languages: undefined,
    forwardedFor: undefined,
    traceparent: undefined,
    clickAt: undefined,
    clickCountry: undefined,
    requestId: undefined,
  };
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const key = keyOf(rawHeaders[index]!);
    if (key === undefined) continue;
    const value = rawHeaders[index + 1]!;
    const before = fields[key];
    if (before === undefined) fields[key] = value;
    else if (!SINGLE.has(key)) fields[key] = `${before}, ${value}`;
  }
  return fields;
}

function keyOf(name: string): Key | undefined {
  const candidates = wanted[name.length];
  if (candidates === undefined || candidates.length === 0) return undefined;
  const lower = name.toLowerCase();
  for (const [candidate, key] of candidates) if (candidate === lower) return key;
  return undefined;
}

function byLength(names: readonly (readonly [name: string, key: Key])[]) {
  const longest = Math.max(...names.map(([name]) => name.length));
  return Array.from({ length: longest + 1 }, (_, length) => names.filter(([name]) => name.length === length));
}
