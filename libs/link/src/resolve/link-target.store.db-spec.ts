import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { leafTable } from '../leaf/month-leaf.js';
import { nameOf, type Link } from '../link.entity.js';
import { linkOrder, testFleet, type TestFleet } from '../testing/test-fleet.js';
import { claimedStatement, manyStatement, oneStatement } from './link-target.store.js';

let fleet: TestFleet;
let client: Client;
let links: Link[];
let leaf: string;

/** A node of EXPLAIN (ANALYZE, FORMAT JSON). */
interface Plan {
  readonly 'Relation Name'?: string;
  readonly 'Actual Loops': number;
  readonly 'Node Type': string;
  readonly Plans?: readonly Plan[];
}

beforeAll(async () => {
  fleet = await testFleet(1);
  const orders = Array.from({ length: 200 }, (_, index) =>
    linkOrder(index < 20 ? { alias: `alias-${index}` } : {}),
  );
  links = await Promise.all(orders.map((order) => fleet.shortener.shorten(order)));
  client = new Client({ connectionString: fleet.shardUrls[0]! });
  await client.connect();
  leaf = leafTable(Date.now());
  await client.query(`INSERT INTO link (id, slot, code, tenant_id, url, entered_url, created_at)
    SELECT ${links[0]!.id} + i, 1, 'filler-' || i, 't', '', '', now() FROM generate_series(1, 20000) i`);
  await client.query(`INSERT INTO alias SELECT 'filler-' || i, 1, i FROM generate_series(1, 20000) i`);
  await client.query('ANALYZE link; ANALYZE alias');
});
afterAll(async () => {
  await client.end();
  await fleet.drop();
});

/** The tables that the generic plan of a statement has touched, and those it left alone. */
async function touched({ name, text }: { name: string; text: string }, types: string, values: string) {
  await client.query(`SET plan_cache_mode = force_generic_plan; PREPARE "${name}" (${types}) AS ${text}`);
  const { rows } = await client.query(
    `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE "${name}" (${values})`,
  );
  const [{ Plan: root }] = (rows[0] as { 'QUERY PLAN': [{ Plan: Plan }] })['QUERY PLAN'];
  const nodes = [root];
  for (const node of nodes) nodes.push(...(node.Plans ?? []));
  const tables = (wanted: (plan: Plan) => boolean) =>
    new Set(
      nodes.filter((node) => node['Relation Name'] && wanted(node)).map((node) => node['Relation Name']),
    );
  return {
    run: tables((node) => node['Actual Loops'] > 0),
    never: tables((node) => node['Actual Loops'] === 0),
    scans: nodes.filter((node) => node['Node Type'] === 'Seq Scan' && node['Actual Loops'] > 0),
  };
}
const array = (values: readonly (string | number)[]) => `'{${values.join(',')}}'`;

/** For a statement that is bounded by ids. */
function bounds(some: readonly Link[]): string {
  const ids = some.map(({ id }) => BigInt(id)).sort((one, other) => (one < other ? -1 : 1));
  return `${ids[0]}, ${ids.at(-1)}`;
}

describe('the statements of redirects', () => {
  it('for one code touch its own leaf and the alias table, and open no other month', async () => {
    const { id, slot, code } = links.at(-1)!;
    const plan = await touched(oneStatement(leaf), 'bigint, smallint, text', `${id}, ${slot}, '${code}'`);
    expect(plan).toEqual({ run: new Set([leaf, 'alias']), never: new Set(), scans: [] });
  });

  it('for many names look each up by index, and open the months they belong to alone', async () => {
    const coded = links.slice(20, 120);
    const all = [...coded, ...links.slice(0, 20)];
    const plan = await touched(
      manyStatement,
      'bigint[], smallint[], text[], text[], smallint[], bigint, bigint',
      [
        array(coded.map(({ id }) => id)),
        array(coded.map(({ slot }) => slot)),
        array(coded.map(nameOf)),
        array(all.map(nameOf)),
        array(all.map(({ slot }) => slot)),
        bounds(coded),
      ].join(', '),
    );
    expect(plan).toEqual({ run: new Set([leaf, 'alias']), never: new Set(), scans: [] });
  });

  it('for aliases open the months of their links alone', async () => {
    const aliased = links.slice(0, 20);
    const plan = await touched(
      claimedStatement,
      'text[], smallint[], bigint, bigint',
      [array(aliased.map(nameOf)), array(aliased.map(({ slot }) => slot)), bounds(aliased)].join(', '),
    );
    expect(plan).toEqual({ run: new Set([leaf, 'alias']), never: new Set(), scans: [] });
  });
});

describe('LinkSource', () => {
  it('sends one statement for all names that one turn asks for', async () => {
    const before = fleet.source.statements;
    const targets = await Promise.all(links.map((link) => fleet.source.find(nameOf(link), Infinity)));
    expect(targets.map((target) => target?.id)).toEqual(links.map(({ id }) => id));
    expect(targets.map((target) => target?.name)).toEqual(links.map(nameOf));
    expect(fleet.source.statements - before).toBe(1);
    expect(await fleet.source.find('nobody-has-this', Infinity)).toBeUndefined();
  });
});
