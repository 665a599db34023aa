import type { Dashboard } from '../dashboard.ts';
import { quantileBy, rateBy } from '../query.ts';
import { unit } from '../unit.ts';
import { likelyCauses } from './likely-causes.ts';

/** What of its errors a service level has left, of as many days as Prometheus keeps. */
const budgetLeft = (slo: string, allowed: number): string =>
  `1 - sum_over_time(slo:fleetlink_errors:rate5m{slo="${slo}"}[30d])` +
  ` / sum_over_time(slo:fleetlink_requests:rate5m{slo="${slo}"}[30d]) / ${allowed}`;

export const overview: Dashboard = {
  uid: 'fleetlink-overview',
  title: 'Fleetlink: overview',
  description: 'The first page at night: is anything amiss, since when, and where to look next.',
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Alerts firing',
          description: 'Critical ones wake somebody, warnings wait until the morning.',
          unit: unit.count,
          isStat: true,
          limits: { warning: 1, critical: 5 },
          queries: [
            {
              expr: 'count(ALERTS{alertstate="firing",severity="critical"}) or vector(0)',
              legend: 'critical',
            },
            { expr: 'count(ALERTS{alertstate="firing",severity="warning"}) or vector(0)', legend: 'warning' },
          ],
        },
        {
          title: 'Redirects answered',
          description: 'Share of the last five minutes that was not 503. Promised: 99.99 %.',
          unit: unit.share,
          isStat: true,
          limits: { warning: 0.9999, critical: 0.99 },
          alerts: ['RedirectsFail', 'RedirectsFailOften'],
          queries: [{ expr: '1 - slo:fleetlink_errors:ratio5m{slo="redirects"}', legend: 'answered' }],
        },
        {
          title: 'API requests answered',
          description: 'Share of the last five minutes that was not 5xx. Promised: 99.9 %.',
          unit: unit.share,
          isStat: true,
          limits: { warning: 0.999, critical: 0.99 },
          alerts: ['ApiErrors', 'ApiErrorsHigh'],
          queries: [{ expr: '1 - slo:fleetlink_errors:ratio5m{slo="api"}', legend: 'answered' }],
        },
        {
          title: 'Error budget left',
          description:
            'Of the errors that thirty days allow (0.01 % of redirects, 0.1 % of API requests). Below 0: spent.',
          unit: unit.share,
          isStat: true,
          limits: { warning: 0.5, critical: 0 },
          alerts: ['RedirectErrorBudgetBurnsFast', 'ApiErrorBudgetBurnsFast'],
          queries: [
            { expr: budgetLeft('redirects', 0.0001), legend: 'redirects' },
            { expr: budgetLeft('api', 0.001), legend: 'API' },
          ],
        },
        {
          title: 'Processes ready',
          description: 'Of each service. None of one: its part of the API or the redirects are down.',
          unit: unit.count,
          isStat: true,
          limits: { warning: 2, critical: 1 },
          alerts: ['ServiceAbsent', 'HealthCheckFailing'],
          queries: [{ expr: 'sum by (service) (fleetlink_ready)', legend: '{{service}}' }],
        },
        {
          title: 'Targets that do not answer',
          description: 'Everything that Prometheus scrapes: services, exporters, Redis nodes.',
          unit: unit.count,
          isStat: true,
          limits: { warning: 1, critical: 3 },
          alerts: ['TargetDown'],
          queries: [{ expr: 'count(up == 0) or vector(0)', legend: 'down' }],
        },
      ],
    },
    {
      title: 'What is wrong',
      panels: [
        {
          title: 'Alerts firing, by name',
          description: 'When each began and ended. No line is good news. Runbooks are in docs/runbooks.',
          unit: unit.count,
          queries: [
            {
              expr: 'sum by (alertname, severity) (ALERTS{alertstate="firing"})',
              legend: '{{severity}} {{alertname}}',
              isEmptyInHealth: true,
            },
          ],
        },
        {
          title: 'Errors of the service levels',
          description:
            'Share that failed over an hour and six: above 14.4 and 6 times what is allowed, somebody is woken.',
          unit: unit.share,
          alerts: [
            'RedirectErrorBudgetBurnsFast',
            'RedirectErrorBudgetBurnsSlowly',
            'ApiErrorBudgetBurnsFast',
          ],
          queries: [
            { expr: 'slo:fleetlink_errors:ratio1h', legend: '{{slo}}, 1 h' },
            { expr: 'slo:fleetlink_errors:ratio6h', legend: '{{slo}}, 6 h' },
          ],
        },
        {
          title: 'Problems answered, by kind',
          description: 'Callers cause invalid, absent and limited; unavailable and internal are ours.',
          unit: unit.perSecond,
          queries: [rateBy('kind', 'fleetlink_problems_total')],
        },
      ],
    },
    {
      title: 'Redirects and API',
      panels: [
        {
          title: 'Requests',
          description: 'Names looked up, and API requests.',
          unit: unit.requestsPerSecond,
          alerts: ['UnusualTraffic'],
          queries: [{ expr: 'slo:fleetlink_requests:rate5m', legend: '{{slo}}' }],
        },
        {
          title: 'Redirects slower than 100 ms',
          description:
            'Share of all redirects, those from memory included. Above 5 % their P95 is over its budget.',
          unit: unit.share,
          limits: { warning: 0.01, critical: 0.05 },
          alerts: ['RedirectsSlow'],
          queries: [{ expr: 'fleetlink:redirects_over_100ms:ratio5m', legend: 'slow' }],
        },
        {
          title: 'API latency',
          description: 'From head to answer, by service. Budget: P95 200 ms, P99 500 ms.',
          unit: unit.seconds,
          alerts: ['ApiSlow', 'ApiVerySlow'],
          queries: [
            { expr: 'service:fleetlink_http_request_seconds:p95_5m', legend: 'P95 {{service}}' },
            { expr: 'service:fleetlink_http_request_seconds:p99_5m', legend: 'P99 {{service}}' },
          ],
        },
        {
          title: 'API requests, by answer',
          description: 'Rate by service and class of status.',
          unit: unit.requestsPerSecond,
          queries: [rateBy('service, status', 'fleetlink_http_request_seconds_count')],
        },
        {
          title: 'API latency, by route',
          description: 'P95 of each route: which one is slow.',
          unit: unit.seconds,
          queries: [quantileBy(0.95, 'method, route', 'fleetlink_http_request_seconds')],
        },
      ],
    },
    likelyCauses,
  ],
};
