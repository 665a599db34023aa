/** Puts an end to every fault, and waits until the rig has caught up. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Rig } from '../../rig/rig-fleet.ts';
import { fieldsOf, redis } from '../../rig/redis/redis.client.ts';
import type { NodeStatus } from '../../rig/status/node-status.ts';
import { scrape, sumIn } from './service-metrics.ts';

const HEALED_MS_MAX = 90_000;
const POLL_MS = 250;
const TOLD_EVERY_MS = 3_000;

export async function heal(rig: Rig): Promise<void> {
  const nodes = await rig.status();
  const names = (isSo: (node: NodeStatus) => boolean) => nodes.filter(isSo).map(({ name }) => name);
  for (const name of names(({ fault }) => fault !== null && fault !== 'off')) await rig.fault(name, 'off');
  await each(
    names(({ state }) => state === 'stopped'),
    (found) => rig.cont(...found),
  );
  // databases and Redis first: services wait for them
  const dead = names(({ state }) => state === 'dead');
  const isService = (name: string): boolean => rig.site.select([name])[0]!.groups.includes('services');
  await each(
    dead.filter((name) => !isService(name)),
    (found) => rig.start(...found),
  );
  await each(dead.filter(isService), (found) => rig.start(...found));
  // whether it was paused or not: a busy rig cannot always tell
  if (rig.site.record.options.replicas > 0) await rig.resumeReplay('shards');
}

/** Resolves when every node is up, replicas lack nothing and every click that was taken is counted. */
export async function settled(rig: Rig, say: (line: string) => void): Promise<void> {
  let [reason, toldAt]: [string | undefined, number] = [undefined, Date.now()];
  for (const giveUpAt = Date.now() + HEALED_MS_MAX; Date.now() < giveUpAt; await sleep(POLL_MS)) {
    reason = await unsettled(rig).catch((error: Error) => error.message);
    if (reason === undefined) return;
    if (Date.now() - toldAt < TOLD_EVERY_MS) continue;
    toldAt = Date.now();
    say(`still waiting: ${reason}`);
  }
  throw new Error(`the rig has not healed within ${HEALED_MS_MAX / 1000} s: ${reason}`);
}

async function unsettled(rig: Rig): Promise<string | undefined> {
  const nodes = await rig.status();
  const ill = nodes.find(({ state, note }) => state !== 'up' || note !== null);
  if (ill) return `${ill.name} is ${ill.state}${ill.note === null ? '' : `, ${ill.note}`}`;
  const behind = nodes.find(({ role, lag }) => role === 'replica' && lag?.bytes !== 0);
  if (behind) return `${behind.name} is behind`;
  for (const node of rig.site.ofKind('redis')) {
    const state = fieldsOf(await redis(rig.site, node, 'CLUSTER', 'INFO')).get('cluster_state');
    if (state !== 'ok') return `${node.name} finds its cluster ${state}`;
  }
  return uncounted(rig);
}

async function uncounted(rig: Rig): Promise<string | undefined> {
  for (const { name, app } of rig.site.ofKind('service')) {
    if (app === 'create') continue;
    const text = await scrape(rig, name);
    for (const queue of QUEUES[app]) {
      const waiting = sumIn(text, queue);
      if (waiting > 0) return `${name} has ${waiting} in ${queue}`;
    }
  }
  return undefined;
}

const QUEUES = {
  lookup: ['fleetlink_clicks_buffered', 'fleetlink_click_spool_batches'],
  edge: ['fleetlink_edge_waiting_bytes'],
  stats: ['fleetlink_click_bus_batches'],
} as const;

async function each(
  names: readonly string[],
  work: (names: readonly string[]) => Promise<unknown>,
): Promise<void> {
  if (names.length > 0) await work(names);
}
