import { expect, test } from '@jest/globals';
import { Fleet } from './fleet.js';

const shards = (admin?: string) =>
  JSON.stringify([{ name: 'shard-0', primary: 'postgres://pooler/shard-0', ...(admin && { admin }) }]);
const pooled = {
  DATABASE_POOLER: 'transaction',
  CATALOG_DATABASE_URL: 'postgres://pooler/catalog',
  STATS_DATABASE_URL: 'postgres://pooler/stats',
};

test('names every database whose way past the pooler is missing', () => {
  const fleet = Fleet.find({ ...pooled, SHARDS: shards() });
  for (const name of ['CATALOG_ADMIN_DATABASE_URL', 'STATS_ADMIN_DATABASE_URL', 'shard-0'])
    expect(() => fleet.assertPastPoolers()).toThrow(name);
});

test('leads past every pooler where the schema is changed', () => {
  const fleet = Fleet.find({
    ...pooled,
    SHARDS: shards('postgres://server/shard-0'),
    CATALOG_ADMIN_DATABASE_URL: 'postgres://server/catalog',
    STATS_ADMIN_DATABASE_URL: 'postgres://server/stats',
  });
  fleet.assertPastPoolers();
  expect(fleet.allForSchema.map(({ url }) => url)).toEqual([
    'postgres://server/catalog',
    'postgres://server/stats',
    'postgres://server/shard-0',
  ]);
  expect(fleet.catalog.url).toBe('postgres://pooler/catalog');
});

test('takes the way of the catalog for statistics that lie in it', () => {
  const fleet = Fleet.find({
    DATABASE_POOLER: 'transaction',
    CATALOG_DATABASE_URL: 'postgres://pooler/catalog',
    CATALOG_ADMIN_DATABASE_URL: 'postgres://server/catalog',
    SHARDS: shards('postgres://server/shard-0'),
  });
  fleet.assertPastPoolers();
  expect(fleet.allForSchema[1]).toEqual({ name: 'stats', url: 'postgres://server/catalog' });
});

test('asks for nothing more where no pooler stands', () => {
  const { DATABASE_POOLER: _, ...direct } = pooled;
  Fleet.find({ ...direct, SHARDS: shards() }).assertPastPoolers();
});
