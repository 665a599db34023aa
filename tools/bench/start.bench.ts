import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceClient } from '../demo/service.client.ts';
import type { Stage } from '../demo/stage.ts';
import type { Standalone } from '../demo/standalone.server.ts';
import { residentMegabytes } from './process-usage.ts';
import { rounded, type Report } from './report.ts';
import { spreadOf } from './spread.ts';

const STARTS = 3;
const POLL_MS = 10;
const IDLE_MS = 10_000;
const GIVE_UP_MS = 60_000;
const URL_OF_LINK = 'https://www.example.com/a?b=c';
const GOAL_SECONDS = 5;
const GOAL_MEGABYTES = 250;

/** How long nobody is served: from the start of the process to the first redirect. And what it then weighs. */
export async function start(stage: Stage): Promise<Report> {
  const folder = await stage.folder();
  const cold = await coldStart(stage, folder);
  const seconds: number[] = [];
  let standalone = cold.standalone;
  for (let number = 0; number < STARTS; number += 1) {
    await standalone.stop();
    const startedAt = performance.now();
    standalone = await stage.spawn(folder);
    await firstRedirect(standalone, cold.name);
    seconds.push((performance.now() - startedAt) / 1000);
    process.stdout.write('.');
  }
  await sleep(IDLE_MS);
  process.stdout.write('\n');
  const megabytes = await residentMegabytes(standalone.pid);
  await standalone.stop();
  return reportOf(cold.seconds, seconds, megabytes);
}

/** On an empty folder: the database cluster is made, then a link, which is followed. */
async function coldStart(stage: Stage, folder: string) {
  const startedAt = performance.now();
  const standalone = await stage.standalone(folder);
  const client = new ServiceClient({ url: standalone.url, key: undefined });
  const { body } = await client.post('/api/v1/links', { url: URL_OF_LINK });
  client.close();
  const { name } = JSON.parse(body) as { name: string };
  await firstRedirect(standalone, name);
  return { standalone, name, seconds: (performance.now() - startedAt) / 1000 };
}

async function firstRedirect({ url }: Standalone, name: string): Promise<void> {
  const client = new ServiceClient({ url, key: undefined });
  try {
    for (
      const giveUpAt = performance.now() + GIVE_UP_MS;
      performance.now() < giveUpAt;
      await sleep(POLL_MS)
    ) {
      const isThere = await client.follow(name).then(
        ({ status }) => status === 302,
        () => false,
      );
      if (isThere) return;
    }
    throw new Error(`no redirect within ${GIVE_UP_MS / 1000} s`);
  } finally {
    client.close();
  }
}

function reportOf(coldSeconds: number, warmSeconds: readonly number[], megabytes: number): Report {
  const warm = spreadOf(warmSeconds);
  return {
    name: 'start',
    title: 'From the start of the process to the first redirect',
    columns: ['start', 'seconds', 'min', 'max'],
    rows: [
      ['on an empty folder, first link included', rounded(coldSeconds), '', ''],
      [`on existing data, ${STARTS} starts`, rounded(warm.median), rounded(warm.min), rounded(warm.max)],
    ],
    bars: {
      unit: 's',
      values: [
        { label: 'empty folder', value: coldSeconds },
        { label: 'existing data', value: warm.median },
        { label: 'goal', value: GOAL_SECONDS },
      ],
    },
    notes: [
      `The goal on existing data is ${GOAL_SECONDS} s: ${warm.max < GOAL_SECONDS ? 'met' : 'missed'}.`,
      `Idle for ${IDLE_MS / 1000} s the Node process holds ${rounded(megabytes)} MB without Postgres, ` +
        `goal ${GOAL_MEGABYTES} MB: ${megabytes < GOAL_MEGABYTES ? 'met' : 'missed'}.`,
    ],
  };
}
