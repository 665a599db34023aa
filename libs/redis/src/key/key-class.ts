export type RedisClusterName = 'cache' | 'state';

/** How long a value lives. `freshSeconds` lies inside `keptSeconds`: past it, a value answers only if nothing else can. */
export interface TtlRule {
  readonly freshSeconds?: number;
  readonly keptSeconds: number;
  /** What has values read anew is drawn by lot, so that values written together do not lapse together. */
  readonly isJittered: boolean;
}

export interface KeyClassDefinition<Pattern extends string = string> {
  readonly cluster: RedisClusterName;
  readonly type: 'string' | 'hash' | 'set' | 'sorted set' | 'stream' | 'channel';
  /** `link:{<name>}`: a part in angle brackets is filled in; braces are the hash tag that decides the slot. */
  readonly pattern: Pattern;
  /** Absent where something else bounds the key; `purpose` says what. */
  readonly ttl?: TtlRule;
  readonly purpose: string;
}

export interface RedisKeyClass<Pattern extends string = string> extends KeyClassDefinition<Pattern> {
  readonly name: string;
}

type PartNames<Pattern extends string> = Pattern extends `${string}<${infer Name}>${infer Rest}`
  ? Name | PartNames<Rest>
  : never;

/** What fills the parts in angle brackets. */
export type KeyParts<Pattern extends string> = Readonly<Record<PartNames<Pattern>, string>>;

/** Literal text, parts, and at most one hash tag with something in it. */
const PATTERN =
  /^(?:[a-z0-9:-]|<[a-zA-Z]+>)*(?:\{(?:[a-z0-9:-]|<[a-zA-Z]+>)+\})?(?:[a-z0-9:-]|<[a-zA-Z]+>)*$/;

/** Braces inside a part would move the hash tag, and with it the slot. */
const PART = /^[^{}]+$/;

/** Declares classes of keys under their names. Each key of the product belongs to a class that some lib exports. */
export function defineKeys<const Definitions extends Readonly<Record<string, KeyClassDefinition>>>(
  definitions: Definitions,
): { readonly [Name in keyof Definitions]: RedisKeyClass<Definitions[Name]['pattern']> } {
  const classes = Object.entries(definitions).map(([name, definition]) => {
    checkDefinition(name, definition);
    return [name, Object.freeze({ name, ...definition })];
  });
  return Object.freeze(Object.fromEntries(classes));
}

/** `fleetlink:link:{abc}` */
export function keyOf<Pattern extends string>(
  { name, pattern }: RedisKeyClass<Pattern>,
  prefix: string,
  parts: KeyParts<Pattern>,
): string {
  const values = parts as Readonly<Record<string, string>>;
  const filled = pattern.replace(/<([a-zA-Z]+)>/g, (_, part: string) => {
    const value = values[part];
    if (value === undefined || !PART.test(value)) throw new Error(`Not a ${part} of a ${name} key.`);
    return value;
  });
  return `${prefix}:${filled}`;
}

function checkDefinition(name: string, { pattern, ttl }: KeyClassDefinition): void {
  if (pattern === '' || !PATTERN.test(pattern)) throw new Error(`Not a key pattern: ${pattern} of ${name}.`);
  if (!ttl) return;
  const { freshSeconds = ttl.keptSeconds, keptSeconds } = ttl;
  if (!(freshSeconds > 0 && freshSeconds <= keptSeconds))
    throw new Error(`A ${name} key must be fresh for some of the time that it is kept.`);
}
