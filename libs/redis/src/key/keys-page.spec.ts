import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { redisKeyClasses } from './key-list.js';
import { redisKeysPage } from './keys-page.js';

test('docs/redis-keys.md says what the code says', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/redis-keys.md'), 'utf8');
  expect(page).toBe(redisKeysPage(redisKeyClasses));
});

test('no two classes share a name or a pattern on one cluster', () => {
  const names = redisKeyClasses.map(({ name }) => name);
  const places = redisKeyClasses.map(
    ({ cluster, pattern }) => `${cluster} ${pattern.replace(/<\w+>/g, '<>')}`,
  );
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(places).size).toBe(places.length);
});
