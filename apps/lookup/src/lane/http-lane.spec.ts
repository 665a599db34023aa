import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpAdapterHost } from '@nestjs/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServiceLog } from '@fleetlink/service';
import type { LookupOptions } from '../lookup.settings.js';
import type { Redirects } from '../redirect/redirects.js';
import { HttpLane } from './http-lane.js';

describe('the lane', () => {
  let server: Server;
  const logged: unknown[] = [];
  beforeEach(async () => {
    server = createServer((_, response) => response.end('routed'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const redirects = {
      find: () => undefined,
      answer() {
        throw new Error('a fault of ours');
      },
    } as unknown as Redirects;
    const host = { httpAdapter: { getHttpServer: () => server } } as unknown as HttpAdapterHost;
    const log = { error: (facts: unknown) => void logged.push(facts) } as unknown as ServiceLog;
    new HttpLane(host, redirects, log, { redirect: { lane: 'http' } } as LookupOptions).onModuleInit();
  });
  afterEach(() => void server.close());

  const ask = (path: string) =>
    new Promise<string>((resolve) => {
      const { port } = server.address() as AddressInfo;
      get({ port, host: '127.0.0.1', path, agent: false }, (response) =>
        response.setEncoding('utf8').on('data', resolve),
      ).on('error', (error) => resolve(error.message));
    });

  it('cuts off the one request that it cannot answer, and goes on', async () => {
    expect(await ask('/some-name')).toBe('socket hang up');
    expect(logged).toEqual([{ err: expect.any(Error), path: '/some-name' }]);
    expect(await ask('/')).toBe('routed');
  });
});
