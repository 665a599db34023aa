import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ClickFacts, ClickRecorder } from '@fleetlink/click';
import type { LinkTarget } from '@fleetlink/link';
import type { LookupOptions } from '../lookup.settings.js';
import { RedirectTraces } from './redirect-traces.js';
import { RedirectClicks } from './redirect-clicks.js';
import { requestFields } from './request-fields.js';

const target: LinkTarget = {
  id: '1',
  name: 'n',
  tenantId: 't',
  url: 'https://a.example/',
  redirectStatus: 302,
  state: 'active',
  expiresAtMs: null,
  version: 1,
};

const forwarded = requestFields(['X-Forwarded-For', '192.0.2.1']);

describe('RedirectClicks', () => {
  let server: Server;
  let socket: Socket;
  beforeEach(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    connect(port, '127.0.0.1');
    [socket] = (await once(server, 'connection')) as [Socket];
  });
  afterEach(() => {
    socket.destroy();
    server.close();
  });

  function recorded(trustProxy: readonly string[]): ClickFacts[] {
    const clicks: ClickFacts[] = [];
    const recorder = { record: (facts: ClickFacts) => void clicks.push(facts) } as ClickRecorder;
    const options = { trustProxy, click: { overrides: 'off' } } as LookupOptions;
    new RedirectClicks(recorder, new RedirectTraces(null), options).record(target, 0, socket, forwarded);
    return clicks;
  }

  it('believes a trusted proxy about its client, and nobody else', () => {
    expect(recorded(['127.0.0.1/32'])).toMatchObject([{ address: '192.0.2.1' }]);
    expect(recorded(['10.0.0.0/8'])).toMatchObject([{ address: '127.0.0.1' }]);
    expect(recorded([])).toMatchObject([{ address: '127.0.0.1' }]);
  });

  it('counts nobody who has gone before the answer', () => {
    socket.destroy();
    expect(recorded(['127.0.0.1/32'])).toEqual([]);
    expect(recorded([])).toEqual([]);
  });
});
