import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder, type TemporaryFolder } from '@fleetlink/testing';
import { Client } from './client.fixture.js';
import { startProcess, type ServiceProcess } from './process.fixture.js';

const LONG_MS = 180_000;
const SCHEMA = join(import.meta.dirname, '../../../../docs/log.schema.json');
const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('the log of every service', () => {
  let folder: TemporaryFolder;
  const services: ServiceProcess[] = [];
  let standalone: ServiceProcess;
  let lookup: ServiceProcess;
  let key: string;
  let name: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    standalone = await startProcess({ app: 'standalone', dataDir: folder.path });
    [key] = /fl_[0-9A-Za-z_]+/.exec(standalone.output()) as unknown as [string];
    ({ name } = await new Client(standalone.url).shorten({ url: 'https://a.example/?token=hidden' }));
    const start = (app: 'create' | 'lookup' | 'stats') => startProcess({ app, dataDir: folder.path });
    const others = await Promise.all([start('create'), start('lookup'), start('stats')]);
    lookup = others[1];
    services.push(standalone, ...others);
  }, LONG_MS);
  afterAll(async () => {
    for (const service of services.toReversed())
      if (service.child.exitCode === null) await service.end('SIGTERM');
    await folder?.remove();
  }, LONG_MS);

  it(
    'has nothing in it but what its schema names, at the worst of times too',
    async () => {
      // Its databases go first: what follows cannot be served, and is told.
      await standalone.end('SIGTERM');
      const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01`, authorization: `Bearer ${key}` };
      const [, , , stats] = services as [unknown, unknown, unknown, ServiceProcess];
      expect((await new Client(lookup.url).get(`/${name}?token=hidden`, headers)).status).toBe(503);
      expect((await new Client(stats.url).get('/api/v1/stats/summary?token=hidden', headers)).status).toBe(
        503,
      );
      for (const service of services.slice(1)) await service.end('SIGTERM');

      const validate = new Ajv({ strict: false, formats: { 'date-time': true } }).compile(
        JSON.parse(readFileSync(SCHEMA, 'utf8')) as object,
      );
      for (const service of services) {
        const lines = service
          .output()
          .split('\n')
          .filter((line) => line.startsWith('{'));
        expect(lines.length).toBeGreaterThan(2);
        for (const line of lines) expect([line, validate(JSON.parse(line))]).toEqual([line, true]);
        expect(lines.join()).not.toMatch(new RegExp(`hidden|${key}`));
      }
      expect(lookup.output()).toContain(`"traceId":"${trace}"`);
    },
    LONG_MS,
  );
});
