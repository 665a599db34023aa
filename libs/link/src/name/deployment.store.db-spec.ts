import { freePort, type TestDatabase } from '@fleetlink/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Shard } from '@fleetlink/shard';
import { openShards, shardDatabase } from '../testing/test-fleet.js';
import { agreeOnDeployment, DeploymentMismatchError } from './deployment.store.js';

const ours = { layout: 'standard', keyFingerprint: 'aaaa' };
const theirs = { layout: 'standard', keyFingerprint: 'bbbb' };

let databases: TestDatabase[];
let shards: Shard[];

beforeEach(async () => {
  databases = await Promise.all([shardDatabase(), shardDatabase()]);
  const gone = `postgres://127.0.0.1:${await freePort()}/gone`;
  shards = openShards([...databases.map(({ url }) => url), gone]);
});
afterEach(async () => {
  await Promise.all(shards.map(({ database }) => database.close()));
  await Promise.all(databases.map((database) => database.drop()));
});

const live = () => shards.slice(0, 2);
const recordedOn = (shard: Shard) =>
  shard.query({ text: 'SELECT layout, key_fingerprint AS "keyFingerprint" FROM deployment' }, []);

describe('agreeOnDeployment', () => {
  it('records how codes are made at the first boot, and agrees with that ever after', async () => {
    const [first, second] = await Promise.all([
      agreeOnDeployment(live(), ours),
      agreeOnDeployment(live(), ours),
    ]);
    expect(first).toEqual(second);
    expect(first.firstBootMs).toBeGreaterThan(Date.now() - 70_000);
    expect(first.firstBootMs).toBeLessThan(Date.now() - 50_000);
    expect(await agreeOnDeployment(live(), ours)).toEqual(first);
    expect(await recordedOn(shards[0]!)).toEqual([ours]);
  });

  it.each([theirs, { layout: 'compact', keyFingerprint: 'aaaa' }])('refuses %j', async (other) => {
    await agreeOnDeployment(live(), ours);
    const attempt = agreeOnDeployment(live(), other);
    await expect(attempt).rejects.toThrow(DeploymentMismatchError);
    await expect(attempt).rejects.toThrow('Set CODE_LAYOUT and CODE_KEY');
  });

  it('records nothing wrong on a new shard', async () => {
    await agreeOnDeployment(live().slice(0, 1), ours);
    await expect(agreeOnDeployment(live(), theirs)).rejects.toThrow(DeploymentMismatchError);
    expect(await recordedOn(shards[1]!)).toEqual([]);
    await agreeOnDeployment(live(), ours);
    expect(await recordedOn(shards[1]!)).toEqual([ours]);
  });

  it('starts while a shard is down, and takes no code for too old then', async () => {
    expect(await agreeOnDeployment(shards, ours)).toEqual({ ...ours, firstBootMs: 0 });
    expect(await agreeOnDeployment(shards.slice(2), ours)).toEqual({ ...ours, firstBootMs: 0 });
    await expect(agreeOnDeployment(shards, theirs)).rejects.toThrow(DeploymentMismatchError);
  });
});
