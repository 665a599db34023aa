import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { EDGE_FIELD } from '@fleetlink/click';
import type { LinkResolver, LinkTarget } from '@fleetlink/link';
import type { LookupOptions } from '../lookup.settings.js';
import type { NameAnswers } from './name-answers.js';
import type { RedirectClicks } from './redirect-clicks.js';
import { Redirects } from './redirects.js';

const target: LinkTarget = {
  id: '118069628042739712',
  name: 'zQLwBG9xEu',
  tenantId: 'ten ant',
  url: 'https://a.example/',
  redirectStatus: 302,
  state: 'active',
  expiresAtMs: null,
  version: 1,
};

/** The head of a redirect, and how many clicks were recorded for it. */
async function answered(edgeCacheSeconds: number, method: string) {
  let clicks = 0;
  const options = { redirect: { edgeCacheSeconds } } as LookupOptions;
  const recorder = { record: () => void (clicks += 1) } as unknown as RedirectClicks;
  const redirects = new Redirects({} as LinkResolver, {} as NameAnswers, recorder, options);
  const server = createServer((request, response) => redirects.answer(target, 0, request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const { headers } = await fetch(`http://127.0.0.1:${port}/`, { method, redirect: 'manual' });
  await once(server.close(), 'close');
  return { headers, clicks };
}

describe('a redirect', () => {
  it('tells the gateway whose click a repetition of it is, and is counted itself', async () => {
    const { headers, clicks } = await answered(30, 'GET');
    expect(headers.get(EDGE_FIELD)).toBe('118069628042739712 ten%20ant zQLwBG9xEu');
    expect([headers.get('cache-control'), clicks]).toEqual(['public, max-age=0, s-maxage=30', 1]);
  });

  it('tells nobody where it may not be repeated', async () => {
    expect((await answered(0, 'GET')).headers.has(EDGE_FIELD)).toBe(false);
  });

  it('is not counted for a HEAD', async () => {
    expect((await answered(30, 'HEAD')).clicks).toBe(0);
  });
});
