import { counter } from '../metrics/metric.js';

export const traceMetrics = {
  spans: counter(
    'fleetlink_trace_spans_total',
    'Spans: ended, sent, failed to be sent. The others wait or found no room.',
    ['state'],
  ),
};
