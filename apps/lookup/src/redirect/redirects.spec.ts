import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { EDGE_FIELD } from '@fleetlink/click';
import type { LinkResolver, LinkTarget } from '@fleetlink/link';
import type { ProblemAnswers } from '@fleetlink/service';
import type { LookupOptions } from '../lookup.settings.js';
import type { Answer, NameRequest } from './answer.js';
import type { NameAnswers } from './name-answers.js';
import type { RedirectClicks } from './redirect-clicks.js';
import { Redirects } from './redirects.js';
import { requestFields } from './request-fields.js';

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

/** The fields of a redirect, and how many clicks were recorded for it. */
function answered(edgeCacheSeconds: number, method: string) {
  let clicks = 0;
  const options = { redirect: { edgeCacheSeconds } } as LookupOptions;
  const recorder = { record: () => void (clicks += 1) } as unknown as RedirectClicks;
  const resolver = { resolve: () => target } as unknown as LinkResolver;
  const redirects = new Redirects(resolver, {} as NameAnswers, recorder, {} as ProblemAnswers, options);
  const request: NameRequest = {
    method,
    url: `/${target.name}`,
    name: target.name,
    fields: requestFields([]),
    socket: new Socket(),
    atMs: 0,
  };
  const answer = redirects.answer(request) as Answer;
  redirects.record(answer, request);
  const pairs = answer.head.flatMap((field, index) =>
    index % 2 === 0 ? [[field, answer.head[index + 1]]] : [],
  );
  return { fields: Object.fromEntries(pairs) as Record<string, string>, clicks };
}

describe('a redirect', () => {
  it('tells the gateway whose click a repetition of it is, and is counted itself', () => {
    const { fields, clicks } = answered(30, 'GET');
    expect(fields[EDGE_FIELD]).toBe('118069628042739712 ten%20ant zQLwBG9xEu');
    expect([fields['cache-control'], clicks]).toEqual(['public, max-age=0, s-maxage=30', 1]);
  });

  it('tells nobody where it may not be repeated', () => {
    expect(answered(0, 'GET').fields).not.toHaveProperty(EDGE_FIELD);
  });

  it('is not counted for a HEAD', () => {
    expect(answered(30, 'HEAD').clicks).toBe(0);
  });
});
