import { describe, expect, it } from '@jest/globals';
import { knownMetrics } from '../alerts/metric-names.ts';
import { dashboardFaults } from './dashboard-faults.ts';
import { committedFiles, drift } from './dashboard-files.ts';

const files = committedFiles();
const known = knownMetrics();
const overview = files.find(({ path }) => path.endsWith('fleetlink-overview.json'))!;

describe('the dashboards', () => {
  it.each(files)('$path is what its source makes, and keeps every rule', (file) => {
    expect(dashboardFaults(file, known)).toEqual([]);
    expect(drift().join('\n')).not.toContain(file.path);
  });

  it.each([
    ['has no title', '"title":"Requests"', '"title":""'],
    ['has no description', '"description":"Names looked up, and API requests."', '"description":""'],
    ['has no unit', '"unit":"reqps"', '"unit":""'],
    [
      'nothing has a metric slo:fleetlink_request:rate5m',
      'slo:fleetlink_requests:rate5m"',
      'slo:fleetlink_request:rate5m"',
    ],
    ['nothing has a metric fleetlink_ready_total', '(fleetlink_ready)', '(fleetlink_ready_total)'],
    ['no PromQL', 'max(nodejs_eventloop_lag_p99_seconds)', 'max(nodejs_eventloop_lag_p99_seconds'],
    ['asks for no metric', 'max(nodejs_eventloop_lag_p99_seconds)', 'vector(1)'],
    ['is no JSON', '"panels": [', '"panels": [['],
    ['has no panel', '"panels": [', '"panels": [], "others": ['],
  ])('a mistake is seen: %s', (fault, right, wrong) => {
    const text = overview.text.replace(right, wrong);
    expect(text).not.toBe(overview.text);
    expect(dashboardFaults({ ...overview, text }, known).join('\n')).toContain(fault);
    expect(drift([...files.filter((file) => file !== overview), { ...overview, text }])).toEqual([
      `${overview.path} is not what tools/dashboards makes: npm run deploy:check -- --write`,
    ]);
  });

  it('a dashboard without a source is seen', () => {
    expect(drift([...files, { path: 'docker/monitoring/dashboards/old.json', text: '{}' }])).toHaveLength(1);
  });
});
