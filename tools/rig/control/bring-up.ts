/** Starts a whole rig: whatever does not need each other at the same time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FleetNode, RedisClusterName } from '../plan/fleet-node.ts';
import { makeDataFolders } from '../postgres/data-folder.ts';
import { replayBytesOn } from '../postgres/replication.ts';
import type { RigSite } from '../record/rig-site.ts';
import { formCluster } from '../redis/redis-cluster.ts';
import { RigError } from '../rig-error.ts';
import { build, makeApiKey, migrate } from '../service/operator.ts';
import { startNode } from './node-control.ts';
import type { Progress } from './progress.ts';

const STREAMING_MS_MAX = 20_000;
const POLL_MS = 50;

export interface BringUpOptions {
  /** False: what is in dist is taken as it is. */
  readonly isBuilt: boolean;
}

export async function bringUp(site: RigSite, progress: Progress, { isBuilt }: BringUpOptions): Promise<void> {
  const { hasServices } = site.record.options;
  await start(site, site.ofKind('proxy'));
  await all([
    databases(site, progress, hasServices && !isBuilt),
    redisCluster(site, progress, 'cache'),
    redisCluster(site, progress, 'state'),
  ]);
  const services = [...site.ofKind('service'), ...site.ofKind('gateway')];
  await startTogether(site, progress, services);
  // last: what it watches is there when it looks for the first time
  await startTogether(site, progress, site.ofKind('monitor'));
}

async function databases(site: RigSite, progress: Progress, mustBuild: boolean): Promise<void> {
  const servers = site.ofKind('postgres');
  const built = mustBuild ? progress.step('tsc -b', build) : Promise.resolve();
  const started = progress.step(`Postgres, ${servers.length} servers`, async () => {
    await makeDataFolders(site);
    await start(site, servers);
    await start(site, site.ofKind('pgbouncer'));
    await replicasStream(site);
  });
  await all([built, started]);
  if (!site.record.options.hasServices) return;
  await progress.step('fleetlink migrate', () => migrate(site));
  await progress.step('fleetlink keys create', () => makeApiKey(site));
}

async function redisCluster(site: RigSite, progress: Progress, cluster: RedisClusterName): Promise<void> {
  const nodes = site.ofKind('redis').filter((node) => node.cluster === cluster);
  await progress.step(`Redis Cluster "${cluster}", ${nodes.length} nodes`, async () => {
    await start(site, nodes);
    await formCluster(site, nodes);
  });
}

async function replicasStream(site: RigSite): Promise<void> {
  for (const [name, servers] of site.shards) {
    const primary = site.primaryOf(name);
    const giveUpAt = Date.now() + STREAMING_MS_MAX;
    while ((await replayBytesOn(primary)).size < servers.length - 1) {
      if (Date.now() > giveUpAt) throw new RigError(`the replicas of ${name} do not stream`);
      await sleep(POLL_MS);
    }
  }
}

async function startTogether(site: RigSite, progress: Progress, nodes: readonly FleetNode[]): Promise<void> {
  if (nodes.length > 0)
    await progress.step(nodes.map(({ name }) => name).join(', '), () => start(site, nodes));
}

async function start(site: RigSite, nodes: readonly FleetNode[]): Promise<void> {
  await all(nodes.map((node) => startNode(site, node)));
}

/** Waits for all before it throws: nothing may still be starting while a failed rig is taken down. */
async function all(works: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(works);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
