import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePort, waitFor } from '@fleetlink/testing';
import { providePrograms, whyNoPrograms } from '../rig/program/programs.ts';
import { readOverlays } from './manifest/overlay.ts';
import { ofKind, textAt } from './manifest/resource.ts';

const prod = readOverlays().find(({ name }) => name === 'overlays/prod')!;

const needs = { isEmbedded: true, hasNginx: false, hasPgbouncer: false };
const reason = whyNoPrograms(needs);

(reason === undefined ? describe : describe.skip)(
  `a Redis on the configuration of k8s/redis ${reason ?? ''}`,
  () => {
    let server: ChildProcess;
    let folder: string;

    afterEach(async () => {
      server.kill('SIGKILL');
      await once(server, 'exit');
      rmSync(folder, { recursive: true });
    });

    it.each([
      [
        'redis-cache',
        { 'maxmemory-policy': 'allkeys-lru', appendonly: 'no', 'cluster-require-full-coverage': 'no' },
      ],
      ['redis-state', { 'maxmemory-policy': 'noeviction', appendonly: 'yes', 'min-replicas-to-write': '1' }],
    ])('%s starts, and means what is written', async (name, wanted) => {
      const { redisServer, redisCli } = await providePrograms(needs);
      folder = mkdtempSync(join(tmpdir(), 'k8s-redis-'));
      const map = ofKind(prod.resources, 'ConfigMap').find(({ metadata }) => metadata.name === name);
      writeFileSync(join(folder, 'redis.conf'), textAt(map, 'data.redis-additional~conf'));
      const port = await freePort();
      const place = [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--dir',
        folder,
        '--cluster-enabled',
        'yes',
      ];
      server = spawn(redisServer, [join(folder, 'redis.conf'), ...place], { stdio: 'ignore' });
      const ask = (...words: string[]): string =>
        spawnSync(redisCli, ['-p', String(port), ...words], { encoding: 'utf8' }).stdout;
      await waitFor(() => ask('ping').includes('PONG'));
      for (const [directive, value] of Object.entries(wanted))
        expect(ask('config', 'get', directive).split('\n')[1]).toBe(value);
    });
  },
);
