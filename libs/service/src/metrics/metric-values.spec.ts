import { describe, expect, it } from '@jest/globals';
import { countsUpwards, sumOf, textOf } from './metric-values.js';
import { counter, gauge, histogram } from './metric.js';
import { Metrics } from './metrics.js';
import { only } from './read-metric.js';

async function valuesOf(requests: number, inFlight: number, behindSeconds: number) {
  const metrics = new Metrics('tiny');
  metrics.counter(counter('requests_total', 'h', ['kind'])).inc({ kind: 'a' }, requests);
  metrics.show(counter('shed_total', 'h'), () => only(requests));
  metrics.show(gauge('in_flight', 'h'), () => only(inFlight));
  metrics.show(gauge('behind_seconds', 'h', [], 'max'), () => only(behindSeconds));
  metrics.histogram(histogram('took_seconds', 'h', { buckets: [1] })).observe(0.5);
  return metrics.values();
}

describe('the metrics of several processes', () => {
  it('are added up, and ages are the largest', async () => {
    const text = await textOf([await valuesOf(2, 3, 4), await valuesOf(5, 6, 1)]);
    expect(text).toContain('requests_total{kind="a",service="tiny"} 7');
    expect(text).toContain('in_flight{service="tiny"} 9');
    expect(text).toContain('behind_seconds{service="tiny"} 4');
    expect(text).toContain('took_seconds_count{service="tiny"} 2');
  });

  it('count on from what an ended one had counted', async () => {
    const ended = sumOf([await valuesOf(2, 3, 4)]).filter(countsUpwards);
    const text = await textOf([ended, await valuesOf(5, 6, 1)]);
    expect(text).toContain('requests_total{kind="a",service="tiny"} 7');
    expect(text).toContain('shed_total{service="tiny"} 7');
    expect(text).toContain('in_flight{service="tiny"} 6');
    expect(text).toContain('behind_seconds{service="tiny"} 1');
    expect(text).toContain('took_seconds_count{service="tiny"} 2');
  });
});
