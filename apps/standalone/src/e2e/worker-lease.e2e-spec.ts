import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BentClock, whyNoBentClock } from '@fleetlink/testing';
import { CreateFleet, LEASE_TTL_MS, type CreateProcess } from './create-fleet.fixture.js';
import { CreateLoad, IdLedger } from './create-load.fixture.js';

const LONG_MS = 240_000;

const whyNot = whyNoBentClock();
const whereClocksBend = whyNot === undefined ? describe : describe.skip;
/** What a test does with clocks, or why it does not. */
const unlessBent = (done: string): string => (whyNot === undefined ? done : `${done} (skipped: ${whyNot})`);

/** Every test has worker ids of its own: those of a killed process stay taken until their lease ends. */
const asking = (workerId: number) => ({ SNOWFLAKE_WORKER_ID: String(workerId) });
const taken = (workerId: number) => `the worker id ${workerId} (SNOWFLAKE_WORKER_ID) is taken`;
const noneFree = 'all 1024 worker ids are taken';

let fleet: CreateFleet;
let ledger: IdLedger;
let loads: CreateLoad[];

beforeAll(async () => {
  fleet = await CreateFleet.make();
}, LONG_MS);
beforeEach(() => {
  ledger = new IdLedger();
  loads = [];
});
afterEach(async () => {
  await fleet.endProcesses();
  await Promise.all(loads.map((load) => load.stop()));
}, LONG_MS);
afterAll(() => fleet?.drop(), LONG_MS);

function loadOn(process: CreateProcess): CreateLoad {
  const load = new CreateLoad(process, ledger);
  loads.push(load);
  return load;
}

const launchReady = async (environment?: Record<string, string>) => (await fleet.launch(environment)).ready();

/** What was acknowledged is there, under an id of its own, and no primary key had to refuse one. */
async function expectNoIdTwice(): Promise<void> {
  await Promise.all(loads.map((load) => load.stop()));
  expect(ledger.repeated).toEqual([]);
  expect(await fleet.idConflicts()).toBe(0);
  const stored = await fleet.storedIds();
  const known = new Set(stored);
  expect(known.size).toBe(stored.length);
  expect([...ledger.ids].filter((id) => !known.has(id))).toEqual([]);
  expect(loads.flatMap(({ odd }) => odd)).toEqual([]);
}

async function killedInMidRun(): Promise<void> {
  const [victim, other] = await Promise.all([launchReady(asking(5)), launchReady()]);
  const [victimLoad, otherLoad] = [loadOn(victim), loadOn(other)];
  await Promise.all([victimLoad.makesMore(), otherLoad.makesMore()]);
  const heir = await fleet.launch(asking(5));
  await heir.notReady(taken(5));
  await victim.service.end('SIGKILL');
  const heirLoad = loadOn(await heir.ready());
  await Promise.all([heirLoad.makesMore(), otherLoad.makesMore()]);
  await expectNoIdTwice();
  expect(heirLoad.oldestId).toBeGreaterThan(victimLoad.newestId!);
}

async function oneTooMany(): Promise<void> {
  await fleet.leaveWorkers(2);
  const [one, two] = await Promise.all([launchReady(), launchReady()]);
  const extra = await fleet.launch();
  await extra.notReady(noneFree);
  expect(await extra.troubleAt('startupz')).toContain(noneFree);
  const [extraLoad, oneLoad] = [loadOn(extra), loadOn(one)];
  await Promise.all([extraLoad.isRefused(), oneLoad.makesMore()]);
  expect(extraLoad.made).toBe(0);
  expect(await extra.metric('fleetlink_worker_lease_held')).toBe(0);
  expect(await extra.metric('fleetlink_id_refusals_total')).toBeGreaterThan(0);
  expect((await extra.client.get('/api/v1/links')).status).toBe(200);
  await two.service.end('SIGTERM');
  await extra.ready();
  await extraLoad.makesMore();
  await expectNoIdTwice();
}

async function pausedPastTheLease(): Promise<void> {
  const clock = whyNot === undefined ? BentClock.in(fleet.folder.path) : undefined;
  const bent = { ...asking(7), ...clock?.environment };
  const paused = await Promise.all([launchReady(asking(6)), launchReady(bent)]);
  const pausedLoads = paused.map(loadOn);
  await Promise.all(pausedLoads.map((load) => load.makesMore()));
  const heirs = await Promise.all([6, 7].map((workerId) => fleet.launch(asking(workerId))));
  await Promise.all(heirs.map((heir, index) => heir.notReady(taken(6 + index))));
  for (const { service } of paused) service.child.kill('SIGSTOP');
  const stoppedAtMs = Date.now();
  const heirLoads = (await Promise.all(heirs.map((heir) => heir.ready()))).map(loadOn);
  await Promise.all(heirLoads.map((load) => load.makesMore()));
  await sleep(stoppedAtMs + 2 * LEASE_TTL_MS - Date.now());
  // Where it was when the process stopped: only the steady clock tells then how long that is ago.
  clock?.set(stoppedAtMs + 50 - Date.now());
  // A quick renewal would say that the lease is lost before anything is asked to mint.
  const unlock = await fleet.lockLeases();
  for (const { service } of paused) service.child.kill('SIGCONT');
  await Promise.all(pausedLoads.map((load) => load.isRefused()));
  await unlock();
  await paused[0]!.notReady(taken(6));
  for (const { newestMs } of pausedLoads) expect(newestMs).toBeLessThanOrEqual(stoppedAtMs);
  await heirs[0]!.service.end('SIGTERM');
  await paused[0]!.ready();
  await pausedLoads[0]!.makesMore();
  await expectNoIdTwice();
  expect(pausedLoads[0]!.newestId).toBeGreaterThan(heirLoads[0]!.newestId!);
}

async function clockStepping(): Promise<void> {
  const clock = BentClock.in(fleet.folder.path);
  const bent = { ...asking(8), ...clock.environment };
  const [stepping, steady] = await Promise.all([launchReady(bent), launchReady()]);
  const [load, steadyLoad] = [loadOn(stepping), loadOn(steady)];
  await load.makesMore();
  for (const aheadMs of [-1, 0, -5, 0, -20, 0]) {
    clock.set(aheadMs);
    await load.makesMore();
  }
  expect(load.refused).toBe(0);
  for (const aheadMs of [-5000, -3_600_000, 3_600_000]) {
    clock.set(aheadMs);
    await load.isRefused();
    await stepping.notReady(/this clock is \d+ ms off the catalog's/);
    clock.set(0);
    await stepping.ready();
    await load.makesMore();
  }
  expect(await stepping.metric('fleetlink_id_refusals_total')).toBeGreaterThan(0);
  await steadyLoad.makesMore();
  expect(steadyLoad.refused).toBe(0);
  await expectNoIdTwice();
}

async function restartedInsideAStepBack(): Promise<void> {
  const clock = BentClock.in(fleet.folder.path);
  const bent = { ...asking(9), ...clock.environment };
  clock.set(1800);
  const first = await launchReady(bent);
  const firstLoad = loadOn(first);
  await firstLoad.makesMore();
  await first.service.end('SIGTERM');
  clock.set(-1800);
  const second = await launchReady(bent);
  const secondLoad = loadOn(second);
  await secondLoad.makesMore();
  await second.service.end('SIGKILL');
  clock.set(-3_600_000);
  const third = await fleet.launch(bent);
  await third.notReady(/this clock is 3[56]\d{5} ms off the catalog's/);
  const thirdLoad = loadOn(third);
  await thirdLoad.isRefused();
  expect(thirdLoad.made).toBe(0);
  clock.set(0);
  await third.ready();
  await thirdLoad.makesMore();
  await expectNoIdTwice();
  expect(secondLoad.oldestId).toBeGreaterThan(firstLoad.newestId!);
  expect(thirdLoad.oldestId).toBeGreaterThan(secondLoad.newestId!);
}

describe('several create processes on one catalog', () => {
  it('give out no id twice when one is killed and another has its worker id', killedInMidRun, LONG_MS);
  it('refuse one too many, which says why and takes the first id that is free', oneTooMany, LONG_MS);
  const cases = unlessBent('also with the clock set back');
  it(`mint nothing after a pause of twice the lease, ${cases}`, pausedPastTheLease, LONG_MS);
});

whereClocksBend(`several create processes, ${unlessBent('with clocks that step')}`, () => {
  it('wait for small steps back, refuse after large ones, and give out no id twice', clockStepping, LONG_MS);
  it('start behind the past when they are restarted inside it', restartedInsideAStepBack, LONG_MS);
});
