import type { Dashboard } from '../dashboard.ts';
import { quantileBy, rateBy } from '../query.ts';
import { unit } from '../unit.ts';

export const edge: Dashboard = {
  uid: 'fleetlink-edge',
  title: 'Fleetlink: edge',
  description: 'What the gateway lets through to each process, and what callers are refused.',
  rows: [
    {
      title: 'What reaches the processes',
      panels: [
        {
          title: 'Redirects, by process',
          description: 'The gateway gives each lookup the same share, unless one is slow or was left alone.',
          unit: unit.requestsPerSecond,
          alerts: ['UnusualTraffic'],
          queries: [rateBy('instance', 'fleetlink_lookup_total{tier=~"l1|l2|l3|joined|absent"}')],
        },
        {
          title: 'API requests, by process',
          description: 'Of create and stats.',
          unit: unit.requestsPerSecond,
          queries: [rateBy('service, instance', 'fleetlink_http_request_seconds_count')],
        },
        {
          title: 'API requests, by route',
          description: 'What callers do.',
          unit: unit.requestsPerSecond,
          queries: [rateBy('method, route', 'fleetlink_http_request_seconds_count')],
        },
        {
          title: 'API latency, by process',
          description: 'P99. One process above the others: look at it, not at the fleet.',
          unit: unit.seconds,
          alerts: ['ApiSlow', 'ApiVerySlow'],
          queries: [quantileBy(0.99, 'service, instance', 'fleetlink_http_request_seconds')],
        },
      ],
    },
    {
      title: 'What callers are refused',
      panels: [
        {
          title: 'Callers at fault',
          description: 'By stable code, as docs/errors.md explains them.',
          unit: unit.requestsPerSecond,
          queries: [rateBy('service, code', 'fleetlink_problems_total{kind!~"unavailable|internal"}')],
        },
        {
          title: 'Without a valid API key',
          description: 'More than 100 an hour: somebody guesses, or a key was revoked that is in use.',
          unit: unit.requestsPerSecond,
          alerts: ['FailedAuthentication'],
          queries: [rateBy('service', 'fleetlink_problems_total{kind="unauthenticated"}')],
        },
        {
          title: 'Over a limit',
          description: 'Refused by the services with 429; those that the gateway refuses are in its log.',
          unit: unit.requestsPerSecond,
          alerts: ['RateLimited'],
          queries: [
            { ...rateBy('service', 'fleetlink_problems_total{kind="limited"}'), isEmptyInHealth: true },
          ],
        },
        {
          title: 'Unavailable',
          description: 'Answered 503 with Retry-After as something below is away.',
          unit: unit.requestsPerSecond,
          alerts: ['RedirectsFail', 'ApiErrors'],
          queries: [
            {
              ...rateBy('service, code', 'fleetlink_problems_total{kind="unavailable"}'),
              isEmptyInHealth: true,
            },
          ],
        },
      ],
    },
  ],
};
