/** Whether logs are indexed as docs/log.schema.json says they are written. */

/** The part of JSON Schema that the schema of logs is written in. */
interface Schema {
  readonly $ref?: string;
  readonly oneOf?: readonly Schema[];
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

export interface LogSchema extends Schema {
  readonly definitions: Readonly<Record<string, Schema>>;
}

interface Mapped {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Mapped>>;
}

export interface IndexTemplate {
  readonly template: { readonly mappings: { readonly dynamic: unknown } & Mapped };
}

/** What the collector adds to every line. */
const COLLECTED: Readonly<Record<string, string>> = { '@timestamp': 'date' };

/** The types of a mapping that hold a kind of value, the first of them being the usual one. */
const HOLDERS: Readonly<Record<string, readonly string[]>> = {
  date: ['date'],
  string: ['keyword', 'text'],
  integer: ['long', 'integer', 'short'],
  number: ['float', 'double'],
  object: ['flattened', 'object'],
};

/** Every field of the schema is mapped to a type that holds it, and nothing else is mapped. */
export function mappingFaults(schema: LogSchema, { template: { mappings } }: IndexTemplate): string[] {
  const written = fieldsOf(schema);
  const mapped = mappedFields(mappings);
  const faults = mappings.dynamic === false ? [] : ['the mapping would grow with whatever is logged'];
  for (const [field, kind] of written) {
    const type = mapped.get(field);
    if (type === undefined) faults.push(`${field} is written and not mapped`);
    else if (!HOLDERS[kind]!.includes(type)) faults.push(`${field} is a ${kind}, and mapped as ${type}`);
  }
  for (const field of mapped.keys())
    if (!written.has(field)) faults.push(`${field} is mapped and never written`);
  return faults;
}

/** `err.code` -> `string`. An error's cause is an error again: it counts as one field. */
function fieldsOf(schema: LogSchema): Map<string, string> {
  const found = new Map(Object.entries(COLLECTED));
  const walk = (given: Schema, path: readonly string[], within: readonly Schema[]): void => {
    const part = resolved(schema, given);
    for (const one of part.oneOf ?? []) walk(one, path, within);
    const inner = within.includes(part) ? [] : Object.entries(part.properties ?? {});
    for (const [name, field] of inner) walk(field, [...path, name], [...within, part]);
    if (inner.length === 0 && part.oneOf === undefined) found.set(path.join('.'), kindOf(part));
  };
  walk(schema, [], []);
  return found;
}

function resolved({ definitions }: LogSchema, part: Schema): Schema {
  return part.$ref === undefined ? part : definitions[part.$ref.split('/').at(-1)!]!;
}

function kindOf({ format, type = 'string' }: Schema): string {
  return format === 'date-time' ? 'date' : type;
}

function mappedFields(mapping: Mapped, path: readonly string[] = []): Map<string, string> {
  if (mapping.properties === undefined) return new Map([[path.join('.'), mapping.type ?? 'object']]);
  return new Map(
    Object.entries(mapping.properties).flatMap(([name, inner]) => [...mappedFields(inner, [...path, name])]),
  );
}
