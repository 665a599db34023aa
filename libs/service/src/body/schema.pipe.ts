import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { validate, validateBody } from './validate.js';

/** `@Body(new SchemaPipe(schema))`, `@Query(new SchemaPipe(schema))`: the handler gets the schema's output. */
@Injectable()
export class SchemaPipe<S extends z.ZodType> implements PipeTransform<unknown, z.output<S>> {
  constructor(readonly schema: S) {
    // An object schema that drops unknown fields in silence would break the promise to refuse them.
    if (schema instanceof z.ZodObject && schema.def.catchall === undefined)
      throw new Error('A SchemaPipe takes z.strictObject: unknown fields are refused, not dropped.');
  }

  transform(value: unknown, { type }: Pick<ArgumentMetadata, 'type'>): z.output<S> {
    if (type === 'query') return validate(this.schema, value, queryPlace);
    if (type === 'param') return validate(this.schema, value, parameterPlace);
    return validateBody(this.schema, value);
  }
}

function queryPlace(path: readonly PropertyKey[]): string {
  return `?${path.map(String).join('.')}`;
}

function parameterPlace(path: readonly PropertyKey[]): string {
  return `:${path.map(String).join('.')}`;
}
