import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FleetNode } from './fleet-node.ts';
import { FLEET_DEFAULTS, planFleet, select, type FleetOptions } from './fleet-plan.ts';
import { LOOKUPS_MAX, PORT_BASE_MAX, PORT_SPAN, REPLICAS_MAX, SHARDS_MAX, TWINS_MAX } from './port-plan.ts';

const options: fc.Arbitrary<FleetOptions> = fc.record({
  shards: fc.integer({ min: 1, max: SHARDS_MAX }),
  replicas: fc.integer({ min: 0, max: REPLICAS_MAX }),
  creates: fc.integer({ min: 1, max: TWINS_MAX }),
  lookups: fc.integer({ min: 1, max: LOOKUPS_MAX }),
  stats: fc.integer({ min: 1, max: TWINS_MAX }),
  portBase: fc.integer({ min: 1024, max: PORT_BASE_MAX }),
  hasPgbouncer: fc.boolean(),
  hasServices: fc.boolean(),
  hasMonitoring: fc.boolean(),
  edgeCacheSeconds: fc.constantFrom(0, 30),
  proxied: fc.subarray(['shards', 'redis', 'catalog', 'stats-database']),
});

function portsOf(node: FleetNode): number[] {
  const fronted = node.port === node.reachedAt ? [] : [node.reachedAt];
  if (node.kind === 'redis') return [node.port, node.busPort, ...fronted];
  return node.kind === 'service' ? [node.port, node.managementPort, ...fronted] : [node.port, ...fronted];
}

describe('planFleet', () => {
  it('gives every port once, and all of them within the span of the base', () => {
    fc.assert(
      fc.property(options, (fleet) => {
        const ports = planFleet(fleet).flatMap(portsOf);
        expect(new Set(ports).size).toBe(ports.length);
        expect(Math.min(...ports)).toBeGreaterThanOrEqual(fleet.portBase);
        expect(Math.max(...ports)).toBeLessThan(fleet.portBase + PORT_SPAN);
      }),
    );
  });

  it('keeps the ports of a node when the rig grows', () => {
    const small = planFleet({ ...FLEET_DEFAULTS, shards: 1, replicas: 0, lookups: 1 });
    const large = planFleet({ ...FLEET_DEFAULTS, shards: 8, replicas: 3, lookups: 8 });
    for (const node of small) expect(large).toContainEqual(node);
  });

  it('names the nodes', () => {
    const names = planFleet({ ...FLEET_DEFAULTS, shards: 1, hasPgbouncer: true }).map(({ name }) => name);
    expect(names).toEqual([
      'shard-0-primary',
      'shard-0-replica-0',
      'catalog',
      'stats-database',
      'pgbouncer',
      ...[0, 1, 2, 3, 4, 5].map((index) => `redis-cache-${index}`),
      ...[0, 1, 2, 3, 4, 5].map((index) => `redis-state-${index}`),
      'create',
      'lookup-0',
      'lookup-1',
      'stats',
      'gateway',
    ]);
  });

  it('counts the hits of the edge where there is a cache', () => {
    const names = planFleet({ ...FLEET_DEFAULTS, edgeCacheSeconds: 30 }).map(({ name }) => name);
    expect(names.slice(-3)).toEqual(['edge', 'stats', 'gateway']);
  });

  it('leaves out the services where they are not wanted', () => {
    const kinds = planFleet({ ...FLEET_DEFAULTS, hasServices: false }).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['postgres', 'redis']));
  });

  it('has monitoring only where it is wanted', () => {
    const monitors = (hasMonitoring: boolean) =>
      planFleet({ ...FLEET_DEFAULTS, hasMonitoring }).filter(({ kind }) => kind === 'monitor');
    expect(monitors(true).map(({ name }) => name)).toEqual([
      'prometheus',
      'alertmanager',
      'postgres-exporter',
      'redis-exporter',
    ]);
    expect(monitors(false)).toEqual([]);
  });

  it('puts the proxy before what is named, and before nothing else', () => {
    const nodes = planFleet({ ...FLEET_DEFAULTS, proxied: ['shard-1', 'create'] });
    const fronted = nodes.filter(({ port, reachedAt }) => port !== reachedAt).map(({ name }) => name);
    expect(fronted).toEqual(['shard-1-primary', 'shard-1-replica-0', 'create']);
    expect(nodes.some(({ kind }) => kind === 'proxy')).toBe(true);
    expect(planFleet(FLEET_DEFAULTS).some(({ kind }) => kind === 'proxy')).toBe(false);
  });

  it('refuses a proxy before a node that is not there', () => {
    expect(() => planFleet({ ...FLEET_DEFAULTS, proxied: ['shard-9'] })).toThrow('no node is called shard-9');
  });
});

describe('select', () => {
  const nodes = planFleet({ ...FLEET_DEFAULTS, shards: 2, replicas: 2 });
  const names = (name: string) => select(nodes, name).map((node) => node.name);

  it('finds a node by its name and several by a group', () => {
    expect(names('create')).toEqual(['create']);
    expect(names('shard-1')).toEqual(['shard-1-primary', 'shard-1-replica-0', 'shard-1-replica-1']);
    expect(names('lookup')).toEqual(['lookup-0', 'lookup-1']);
    expect(names('services')).toEqual(['create', 'lookup-0', 'lookup-1', 'stats']);
    expect(names('redis')).toHaveLength(12);
    expect(names('all')).toHaveLength(nodes.length);
  });

  it('tells what there is when nothing has that name', () => {
    let mend: string | undefined;
    try {
      select(nodes, 'shard');
    } catch (error) {
      ({ mend } = error as { mend?: string });
    }
    expect(mend).toContain('shard-1-replica-0');
    expect(mend).toContain('redis-cache');
  });
});
