/** Puts one known fault into an overlay, for the specs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Overlay } from './overlay.ts';
import { idOf, type Resource } from './resource.ts';

export interface KnownBad {
  readonly object: string;
  /** The overlay, where production does not have the object. */
  readonly in?: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly remove?: true;
  /** A regular expression on the line of the fault. */
  readonly fault: string;
}

/** By the name of the check that has to see it. */
export function knownBad(): Readonly<Record<string, readonly KnownBad[]>> {
  const file = join(import.meta.dirname, '../fixtures/known-bad.yaml');
  return parse(readFileSync(file, 'utf8')) as Record<string, KnownBad[]>;
}

/** @throws when the overlay has no such object: the fixture is out of date. */
export function spoiled(overlay: Overlay, { object, set = {}, remove }: KnownBad): Overlay {
  const resources = structuredClone(overlay.resources) as Resource[];
  const index = resources.findIndex((resource) => isMeant(resource, object));
  if (index < 0) throw new Error(`${overlay.name} has no ${object}`);
  if (remove) resources.splice(index, 1);
  else for (const [path, value] of Object.entries(set)) put(resources[index]!, path, value);
  return { ...overlay, resources };
}

/** The spoiled object alone. */
export function spoiledResource(overlay: Overlay, bad: KnownBad): Resource {
  return spoiled(overlay, bad).resources.find((resource) => isMeant(resource, bad.object))!;
}

function isMeant(resource: Resource, object: string): boolean {
  return object.endsWith('*') ? idOf(resource).startsWith(object.slice(0, -1)) : idOf(resource) === object;
}

/** Of objects and of lists alike. */
type Branch = Record<string, unknown>;

function put(resource: Resource, path: string, value: unknown): void {
  const keys = path.split('.').map((key) => key.replaceAll('~', '.'));
  const last = keys.pop()!;
  const branch = keys.reduce<Branch>(
    (inner, key) => inner[placeOf(inner, key)] as Branch,
    resource as unknown as Branch,
  );
  const place = placeOf(branch, last);
  if (value !== null) branch[place] = value;
  else if (Array.isArray(branch)) branch.splice(Number(place), 1);
  else delete branch[place];
}

/** `name=X` is the place of the element of that name. */
function placeOf(branch: Branch, key: string): string {
  const name = /^name=(.*)$/.exec(key)?.[1];
  if (name === undefined) return key;
  return String((branch as unknown as { name?: string }[]).findIndex((element) => element.name === name));
}
