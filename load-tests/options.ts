/** A profile in k6's words. */
import type { Options, Scenario } from 'k6/options';
import { API_MS, ERROR_SHARE_MAX, REDIRECT_MS } from './plan.ts';
import type { Arrivals, Crowd, Profile } from './profiles.ts';

/** Requests under way at one time: those of 50 ms at first, those of a second at the most. */
const SECONDS_UNDER_WAY = 0.05;
const SECONDS_UNDER_WAY_MAX = 1;
const UNDER_WAY_MIN = 20;

const LINKS_MIN = 10;
const GRACE = '10s';

/** As a browser sends it: k6's own name is one of a robot. */
const AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

/** `scale` multiplies rates, people and links: with as many requests a link, caches hit as often. */
export function optionsOf(profile: Profile, scale: number): Options {
  const { arrivals, crowd } = profile;
  return {
    discardResponseBodies: true,
    userAgent: AGENT,
    summaryTrendStats: ['med', 'p(95)', 'p(99)', 'max'],
    scenarios: {
      ...Object.fromEntries(arrivals.map((load) => [load.deed, arrivalScenario(load, scale)])),
      ...(crowd && { visit: crowdScenario(crowd, scale) }),
    },
    thresholds: thresholdsOf(profile, scale),
  };
}

export function linksOf({ links }: Profile, scale: number): number {
  return links === 0 ? 0 : Math.max(LINKS_MIN, Math.round(links * scale));
}

function arrivalScenario({ deed, fromPerSecond, stages }: Arrivals, scale: number): Scenario {
  const most = scaled(Math.max(fromPerSecond, ...stages.map(({ toPerSecond }) => toPerSecond)), scale);
  const underWay = (seconds: number): number => Math.max(UNDER_WAY_MIN, Math.ceil(most * seconds));
  return {
    executor: 'ramping-arrival-rate',
    exec: deed,
    startRate: scaled(fromPerSecond, scale),
    timeUnit: '1s',
    stages: stages.map(({ toPerSecond, seconds }) => ({
      target: scaled(toPerSecond, scale),
      duration: `${seconds}s`,
    })),
    preAllocatedVUs: underWay(SECONDS_UNDER_WAY),
    maxVUs: underWay(SECONDS_UNDER_WAY_MAX),
    gracefulStop: GRACE,
  };
}

function crowdScenario({ people, gatherSeconds, staySeconds }: Crowd, scale: number): Scenario {
  const target = scaled(people, scale);
  return {
    executor: 'ramping-vus',
    exec: 'visit',
    startVUs: 0,
    stages: [
      { target, duration: `${gatherSeconds}s` },
      { target, duration: `${staySeconds}s` },
    ],
    gracefulRampDown: GRACE,
    gracefulStop: GRACE,
  };
}

function scaled(value: number, scale: number): number {
  return Math.max(1, Math.round(value * scale));
}

/** A request that the machine of k6 could not send in time is missing from all other figures. */
function thresholdsOf({ arrivals, crowd }: Profile, scale: number): Record<string, string[]> {
  const deeds = arrivals.map(({ deed }) => deed);
  const requests = arrivals.reduce((sum, load) => sum + requestsOf(load, scale), 0);
  return {
    http_req_failed: [`rate<${ERROR_SHARE_MAX}`],
    checks: [`rate>${1 - ERROR_SHARE_MAX}`],
    wrong_destinations: ['count==0'],
    ...(requests > 0 && { dropped_iterations: [`count<=${Math.floor(requests * ERROR_SHARE_MAX)}`] }),
    ...(crowd && { [timesOf('visit')]: REDIRECT_MS }),
    ...(deeds.includes('redirect') && { [timesOf('redirect')]: REDIRECT_MS }),
    ...(deeds.includes('create') && { [timesOf('create')]: API_MS }),
    ...(deeds.includes('stats') && { [timesOf('stats')]: API_MS }),
  };
}

function timesOf(scenario: string): string {
  return `http_req_duration{scenario:${scenario}}`;
}

function requestsOf({ fromPerSecond, stages }: Arrivals, scale: number): number {
  let [requests, perSecond] = [0, fromPerSecond];
  for (const { toPerSecond, seconds } of stages) {
    requests += ((perSecond + toPerSecond) / 2) * seconds * scale;
    perSecond = toPerSecond;
  }
  return requests;
}
