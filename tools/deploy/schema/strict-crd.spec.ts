import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCrds, type CrdSchemas } from './strict-crd.ts';

const DEFINITION = `
spec:
  group: example.org
  names: { kind: Tub }
  versions:
    - name: v1
      schema:
        openAPIV3Schema:
          type: object
          properties:
            metadata: { type: object }
            spec:
              type: object
              required: [size]
              properties:
                size: { type: integer, minimum: 1 }
                share: { x-kubernetes-int-or-string: true }
                note: { type: string, nullable: true }
                colour: { type: string, pattern: '(?i)^red|blue$' }
                taps: { type: array, items: { type: object, properties: { hot: { type: boolean } } } }
                labels: { type: object, additionalProperties: { type: string } }
                rest: { type: object, x-kubernetes-preserve-unknown-fields: true, properties: { known: { type: string } } }
`;

describe('a CustomResourceDefinition, read strictly', () => {
  const folder = mkdtempSync(join(tmpdir(), 'strict-crd-'));
  let crds: CrdSchemas;

  beforeAll(() => {
    writeFileSync(join(folder, 'tub.yaml'), DEFINITION);
    crds = readCrds(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const isTub = (spec: object): boolean => crds.get('example.org/v1/Tub')!({ metadata: { any: 1 }, spec });

  it.each([
    { size: 2, share: '20%', note: null, colour: 'RED' },
    { size: 2, share: 20, taps: [{ hot: true }], labels: { any: 'x' }, rest: { known: 'x', other: 1 } },
  ])('takes %j', (spec) => {
    expect(isTub(spec)).toBe(true);
  });

  it.each([
    {},
    { size: 0 },
    { size: 'two' },
    { size: 2, sise: 2 },
    { size: 2, share: true },
    { size: 2, colour: 'green' },
    { size: 2, taps: [{ cold: true }] },
    { size: 2, labels: { any: 1 } },
    { size: 2, rest: { known: 1 } },
  ])('refuses %j', (spec) => {
    expect(isTub(spec)).toBe(false);
  });
});
