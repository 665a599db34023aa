import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpAdapterHost } from '@nestjs/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Drain, type ServiceLog } from '@fleetlink/service';
import type { LookupOptions } from '../lookup.settings.js';
import type { Redirects } from '../redirect/redirects.js';
import { RedirectLane } from './redirect-lane.js';

describe.each(['http', 'socket'])('the lane on the %s', (lane) => {
  let server: Server;
  const logged: unknown[] = [];
  beforeEach(async () => {
    logged.length = 0;
    server = createServer((_, response) => response.end('routed'));
    const redirects = {
      answer({ name }: { name: string }) {
        if (name === 'awaited') return Promise.reject(new Error('a fault of ours'));
        throw new Error('a fault of ours');
      },
    } as unknown as Redirects;
    const host = { httpAdapter: { getHttpServer: () => server } } as unknown as HttpAdapterHost;
    const log = { error: (facts: unknown) => void logged.push(facts) } as unknown as ServiceLog;
    new RedirectLane(host, redirects, log, new Drain(), {
      redirect: { lane },
    } as LookupOptions).onModuleInit();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => void server.close());

  const ask = (path: string) =>
    new Promise<string>((resolve) => {
      const { port } = server.address() as AddressInfo;
      get({ port, host: '127.0.0.1', path, agent: false }, (response) =>
        response.setEncoding('utf8').on('data', resolve),
      ).on('error', (error) => resolve(error.message));
    });

  it.each(['/some-name', '/awaited'])('cuts off the one request that it cannot answer: %s', async (path) => {
    expect(await ask(path)).toBe('socket hang up');
    expect(logged).toEqual([expect.objectContaining({ err: expect.any(Error) })]);
    expect(await ask('/')).toBe('routed');
  });
});
