import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { topologyVariables } from './env.command.js';
import { exportLines } from './export-lines.js';

const NUL = '\u0000';

test('whatever the values hold, a shell reads them back as they were', () => {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(...'\'"\\$`!*?;&|<>()# \n=') }),
  );
  const values = fc.array(
    value.filter((text) => !text.includes(NUL)),
    { minLength: 20, maxLength: 20 },
  );
  fc.assert(
    fc.property(values, (list) => {
      const variables = Object.fromEntries(list.map((text, at) => [`V${at}`, text]));
      const shown = Object.keys(variables).map((name) => `"$${name}"`);
      const script = [...exportLines(variables), String.raw`printf '%s\0' ${shown.join(' ')}`].join('\n');
      expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split(NUL).slice(0, -1)).toEqual(list);
    }),
    { numRuns: 20 },
  );
});

test('the shards travel as the JSON that SHARDS is read as', () => {
  const shards = [{ name: 'shard-0', primary: 'postgresql://u@%2Ftmp:5432/s?sslmode=disable', replicas: [] }];
  const variables = topologyVariables({ catalogUrl: 'c', statsUrl: 's', shards }, { DATA_DIR: '/data' });
  expect(Object.keys(variables)).toEqual([
    'CATALOG_DATABASE_URL',
    'STATS_DATABASE_URL',
    'SHARDS',
    'DATA_DIR',
  ]);
  expect(JSON.parse(variables['SHARDS']!)).toEqual(shards);
});
