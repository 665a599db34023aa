import { counter, histogram } from '../metrics/metric.js';

/** The budgets of redirects and of the API, and the deadlines of a redirect, are among them. */
export const REQUEST_BUCKETS_SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.85, 1, 2.5, 10,
];

export const requestMetrics = {
  seconds: histogram('fleetlink_http_request_seconds', 'Time from head to answer of API requests.', {
    labels: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS_SECONDS,
  }),
  problems: counter('fleetlink_problems_total', 'Problems answered, by their stable code and their kind.', [
    'code',
    'kind',
  ]),
};
