/** The images of the fleet together, on real Postgres and Redis Clusters: migrated, linked, followed, counted. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePortBase } from '../../rig/control/free-port-base.ts';
import { portOffsets } from '../../rig/plan/port-plan.ts';
import { startRig, type Rig } from '../../rig/rig-fleet.ts';
import { Container } from './container.ts';
import { clicksOf, follow, makeLink } from './link.client.ts';

const LONG_URL = 'https://example.com/fleet';
const COUNTED_MS_MAX = 60_000;
const POLL_MS = 200;

/** Where the rig would have them: here they are containers instead. */
const PORTS = { create: portOffsets.create(0), lookup: portOffsets.lookup(0), stats: portOffsets.stats(0) };
const SERVICES = ['create', 'lookup', 'stats'] as const;

export async function fleetJob(): Promise<string> {
  const shape = { shards: 1, replicas: 0, lookups: 1 };
  const portBase = await freePortBase(shape);
  const rig = await startRig({ ...shape, portBase, hasServices: false });
  const containers: Container[] = [];
  try {
    await operate(rig, 'migrate');
    const key = await operate(rig, 'keys', 'create', '--name', 'images');
    for (const app of SERVICES)
      containers.push(await Container.start(app, { settings: settingsOf(rig, portBase + PORTS[app]) }));
    await Promise.all(containers.map((container) => container.ready()));
    await linkFollowedAndCounted(portBase, key);
    const codes = await Promise.all(containers.map((container) => container.stop()));
    assert.deepEqual(codes, [0, 0, 0], 'exit codes after SIGTERM');
    return 'migrated, made a link, followed it, counted the click; SIGTERM: exit code 0';
  } finally {
    await Promise.all(containers.map((container) => container.remove()));
    await rig.down();
  }
}

/** One command of the cli image. */
async function operate(rig: Rig, ...words: string[]): Promise<string> {
  const container = await Container.start('cli', { settings: rig.environment(), words });
  try {
    assert.equal(await container.ended(), 0, `fleetlink ${words.join(' ')}:\n${container.output}`);
    return container.output.trim().split('\n')[0]!;
  } finally {
    await container.remove();
  }
}

function settingsOf(rig: Rig, port: number): Record<string, string> {
  return {
    ...rig.environment(),
    HOST: '127.0.0.1',
    PORT: String(port),
    MANAGEMENT_PORT: String(portOffsets.management(port)),
  };
}

async function linkFollowedAndCounted(portBase: number, key: string): Promise<void> {
  const urlOf = (app: keyof typeof PORTS) => `http://127.0.0.1:${portBase + PORTS[app]}`;
  const name = await makeLink(urlOf('create'), key, LONG_URL);
  assert.equal(await follow(urlOf('lookup'), name), LONG_URL);
  for (const giveUpAt = Date.now() + COUNTED_MS_MAX; Date.now() < giveUpAt; await sleep(POLL_MS))
    if ((await clicksOf(urlOf('stats'), key, name)) === 1) return;
  assert.fail('the click was not counted');
}
