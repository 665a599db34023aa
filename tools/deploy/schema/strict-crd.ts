/** Schemas of CustomResourceDefinitions, made strict: unknown fields are faults, as in `kubectl apply --validate`. */
import { readFileSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

type Schema = Record<string, unknown>;

/** Validators by `group/version/Kind`. */
export type CrdSchemas = ReadonlyMap<string, ValidateFunction>;

export function readCrds(folder: string): CrdSchemas {
  const ajv = new Ajv({ strict: false, allErrors: true, code: { regExp: goRegExp }, validateFormats: false });
  const schemas = new Map<string, ValidateFunction>();
  for (const file of globSync('*.yaml', { cwd: folder })) {
    const { group, names, versions } = (parse(readFileSync(join(folder, file), 'utf8')) as Definition).spec;
    for (const { name, schema } of versions) {
      const key = `${group}/${name}/${names.kind}`;
      schemas.set(key, ajv.compile(strict(schema.openAPIV3Schema, true)));
    }
  }
  return schemas;
}

/** Kubernetes' dialect as JSON schema. */
function strict(schema: Schema, isRoot = false): Schema {
  if (schema['x-kubernetes-int-or-string'] === true) return { type: ['integer', 'string'] };
  const { nullable, ...rest } = schema;
  const made = { ...rest, ...closed(schema), ...inside(schema, isRoot) };
  return nullable === true ? { anyOf: [made, { type: 'null' }] } : made;
}

/** An object with fields of its own has no others, unless it says so. */
function closed(schema: Schema): Schema {
  const isOpen =
    schema['x-kubernetes-preserve-unknown-fields'] === true || schema['properties'] === undefined;
  return isOpen ? {} : { additionalProperties: false };
}

function inside({ properties, items, additionalProperties }: Schema, isRoot: boolean): Schema {
  const others = typeof additionalProperties === 'object' ? (additionalProperties as Schema) : undefined;
  return {
    ...(properties !== undefined && { properties: strictEach(properties as Record<string, Schema>, isRoot) }),
    ...(items !== undefined && { items: strict(items as Schema) }),
    ...(others && { additionalProperties: strict(others) }),
  };
}

/** `metadata` of the object itself is Kubernetes' own and open; one further inside is the operator's. */
function strictEach(properties: Record<string, Schema>, isRoot: boolean): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [
      name,
      isRoot && name === 'metadata' ? { type: 'object' } : strict(inner),
    ]),
  );
}

/** Go writes flags inside of the pattern: `(?i)`. */
const goRegExp = Object.assign(
  (pattern: string, flags: string): RegExp =>
    pattern.startsWith('(?i)') ? new RegExp(pattern.slice(4), `${flags}i`) : new RegExp(pattern, flags),
  { code: 'new RegExp' },
);
