import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileSync } from 'node:fs';
import { writeTopology } from '@fleetlink/shard';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CODE_KEY, TestFleet } from './testing/test-fleet.js';

// The program itself, as an operator's shell starts it: built sources, exit codes, two streams.

const bin = fileURLToPath(new URL('../bin/fleetlink.js', import.meta.url));
const PATH = `${dirname(process.execPath)}:/usr/bin:/bin`;

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.make();
  const { environment } = fleet;
  writeTopology(
    {
      catalogUrl: environment['CATALOG_DATABASE_URL']!,
      statsUrl: environment['STATS_DATABASE_URL']!,
      shards: JSON.parse(environment['SHARDS']!),
    },
    fleet.dataDir,
  );
  writeFileSync(join(fleet.dataDir, 'code-key'), `${CODE_KEY}\n`);
});
afterAll(() => fleet.remove());

function run(command: string, args: readonly string[], environment: Record<string, string>) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    env: { PATH, ...environment },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Beside a standalone: nothing is set but its folder. */
function fleetlink(...words: string[]) {
  return run(bin, words, { DATA_DIR: fleet.dataDir });
}

test('--json prints one document and nothing else on standard output', () => {
  const migrated = fleetlink('migrate', '--json');
  expect(migrated.status).toBe(0);
  expect(JSON.parse(migrated.stdout)).toMatchObject({ slotsClaimed: true });
  const shards = fleetlink('shards', '--json');
  expect(shards).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(shards.stdout)).toMatchObject({
    unownedSlots: 0,
    shards: [{ slotCount: 8192 }, { slotCount: 8192 }],
  });
});

test('what goes wrong is told on standard error and in the exit code', () => {
  const wrong = fleetlink('shrads');
  expect(wrong).toMatchObject({ status: 2, stdout: '' });
  expect(wrong.stderr).toContain("unknown command 'shrads'");
  expect(wrong.stderr).toContain('Did you mean shards?');
  const away = run(bin, ['keys', 'list', '--json'], {
    ...fleet.environment,
    CATALOG_DATABASE_URL: fleet.unreachable,
  });
  expect(away.status).toBe(3);
  expect(JSON.parse(away.stdout)).toMatchObject({ error: { exitCode: 3 } });
});

test('no colours where nobody sees them', () => {
  expect(fleetlink('shards').stdout).not.toContain('\u001b');
});

test('what env prints leads a shell to the same databases, from any folder', () => {
  const script = `eval "$('${bin}' env)" && cd / && '${bin}' code spring-sale`;
  const { status, stdout } = run('sh', ['-c', script], { DATA_DIR: fleet.dataDir });
  expect(status).toBe(0);
  expect(stdout).toContain('no link of this name');
});
