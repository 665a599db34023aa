/** What virtual users do; each function is a scenario of a profile. No redirect is ever followed. */
import { check, sleep } from 'k6';
import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import http, { type RefinedParams, type ResponseType } from 'k6/http';
import { Counter } from 'k6/metrics';
import type { FollowedLink } from './followed-link.ts';
import { zipfRank } from './zipf-rank.ts';

const { LOAD_TARGET: target = '', LOAD_KEY: key = '', LOAD_LINKS: linksFile = '' } = __ENV;

/** One copy for all virtual users; written by the runner, which has created these links. */
const links = new SharedArray<FollowedLink>('links', () => JSON.parse(open(linksFile)) as FollowedLink[]);

const redirectsAnswered = new Counter('redirects_answered');
/** A redirect that comes too late for the gateway, or for k6, may be counted as a click all the same. */
const redirectsFailed = new Counter('redirects_failed');
const unknownAsked = new Counter('unknown_asked');
const wrongDestinations = new Counter('wrong_destinations');

const ANSWER_MS_MAX = 5_000;

/** People read before they click again. */
const PAUSE_SECONDS = { least: 5, most: 15 };

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CODE_LENGTH = 10;
const MISTYPED = 1_000;

export function redirect(): void {
  const link = anyLink();
  const answer = http.get(`${target}/${link.name}`, asking('GET /{name}', 302));
  const isRedirect = answer.status === 302;
  const isRight = answer.headers['Location'] === link.url;
  check(answer, { 'redirect is 302': () => isRedirect });
  if (isRedirect) check(answer, { 'leads to the exact href': () => isRight });
  redirectsAnswered.add(Number(isRedirect));
  redirectsFailed.add(Number(!isRedirect));
  wrongDestinations.add(Number(isRedirect && !isRight));
}

export function visit(): void {
  redirect();
  sleep(PAUSE_SECONDS.least + Math.random() * (PAUSE_SECONDS.most - PAUSE_SECONDS.least));
}

export function create(): void {
  const url = `https://www.example.com/load/${exec.scenario.startTime}/${exec.scenario.iterationInTest}`;
  const answer = http.post(`${target}/api/v1/links`, JSON.stringify({ url }), {
    ...asking('POST /api/v1/links', 201),
    headers: { ...authorization(), 'Content-Type': 'application/json' },
  });
  check(answer, {
    'link is created': ({ status, headers }) => status === 201 && headers['Location'] !== undefined,
  });
}

export function stats(): void {
  const answer = http.get(`${target}/api/v1/links/${anyLink().name}/stats`, {
    ...asking('GET /api/v1/links/{name}/stats', 200),
    headers: authorization(),
  });
  check(answer, { 'statistics are answered': ({ status }) => status === 200 });
}

/** A link that many people have mistyped. */
export function miss(): void {
  unknown(`mistyped-${Math.floor(Math.random() * MISTYPED)}`, 'miss is 404');
}

/** Somebody tries codes at random. */
export function guess(): void {
  unknown(Array.from({ length: CODE_LENGTH }, anyDigit).join(''), 'guess is 404');
}

function unknown(name: string, expectation: string): void {
  const answer = http.get(`${target}/${name}`, asking('GET /{unknown}', 404));
  unknownAsked.add(1);
  check(answer, { [expectation]: ({ status }) => status === 404 });
}

/** Requests of one kind are told together under `name`. */
function asking(name: string, status: number): RefinedParams<ResponseType> {
  return {
    redirects: 0,
    timeout: ANSWER_MS_MAX,
    tags: { name },
    responseCallback: http.expectedStatuses(status),
  };
}

function authorization(): Record<string, string> {
  return key === '' ? {} : { Authorization: `Bearer ${key}` };
}

function anyLink(): FollowedLink {
  return links[zipfRank(links.length, Math.random)]!;
}

function anyDigit(): string {
  return BASE62[Math.floor(Math.random() * BASE62.length)]!;
}
