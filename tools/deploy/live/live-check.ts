/** npm run deploy:check -- --live: a rig with monitoring, a little load, every expression, and an alert that arrives. */
import { setTimeout as sleep } from 'node:timers/promises';
import { freePortBase } from '../../rig/control/free-port-base.ts';
import { progressOn } from '../../rig/control/progress.ts';
import { startRig, type Rig } from '../../rig/rig-fleet.ts';
import { walkAlertPath, type AlertPath } from './alert-path.ts';
import { putLoadOn } from './live-load.ts';
import { findSeries } from './series.ts';
import { seriesTable } from './series-table.ts';

const SHAPE = { shards: 2, replicas: 1, lookups: 2, hasMonitoring: true };

/** Statistics are counted, scraped and recorded by then. */
const SETTLING_MS = 8_000;

/** @returns whether every expression has its series; an alert that does not arrive is thrown. */
export async function checkLive(portBase?: number): Promise<boolean> {
  const progress = progressOn(process.stdout);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort()).once('SIGTERM', () => interrupt.abort());
  const rig = await startRig({
    ...SHAPE,
    portBase: portBase ?? (await freePortBase(SHAPE)),
    isBuilt: true,
    progress,
    signal: interrupt.signal,
  });
  interrupt.signal.addEventListener('abort', () => void rig.down());
  try {
    await progress.step('load', () => putLoadOn(rig));
    await sleep(SETTLING_MS);
    const findings = await findSeries(prometheusOf(rig));
    process.stdout.write(`\n${seriesTable(findings)}\n`);
    process.stdout.write(told(await walkAlertPath(rig)));
    const faults = findings.filter(({ fault }) => fault !== undefined).length;
    process.stdout.write(`${findings.length} expressions, ${faults} at fault\n`);
    return faults === 0;
  } finally {
    await rig.down();
  }
}

function prometheusOf({ site }: Rig): string {
  const { port } = site.ofKind('monitor').find(({ name }) => name === 'prometheus')!;
  return `http://127.0.0.1:${port}`;
}

function told({ victim, alert, receiver, firingSeconds, resolvedSeconds }: AlertPath): string {
  return (
    `${victim} killed: ${alert} reached the webhook of "${receiver}" after ${firingSeconds.toFixed(1)} s; ` +
    `resolved ${resolvedSeconds.toFixed(1)} s after it was started again\n`
  );
}
