/** Values that a schema refuses: required fields, enumerations, formats, patterns. */
import type { Distinct } from './distinct.ts';
import { modelOf } from './schema-package.ts';

type Model = new (value: object) => { validate(): void };

export async function valueFaults({ resource, place }: Distinct): Promise<string[]> {
  const { [resource.kind]: Model } = (await import(modelOf(resource)!)) as Record<string, Model | undefined>;
  if (!Model) return [`${place}: its package has no schema of this kind`];
  try {
    new Model(resource).validate();
    return [];
  } catch (error) {
    return [`${place}: ${(error as Error).message.replaceAll(/\s+/g, ' ')}`];
  }
}
