import { describe, expect, it } from '@jest/globals';
import { Durations } from './durations.js';
import { counter, gauge, histogram } from './metric.js';
import { Metrics } from './metrics.js';
import { by, only } from './read-metric.js';

async function shownBy(metrics: Metrics, name: string): Promise<string[]> {
  return (await metrics.text()).split('\n').filter((line) => line.includes(name));
}

describe('what is read at scrape time', () => {
  it('is what it is then, under the type that was declared', async () => {
    const metrics = new Metrics('tiny');
    let count = 1;
    metrics.show(counter('test_total', 'How many.', ['kind']), () => by('kind', { a: count, b: 0 }));
    count = 7;
    expect(await shownBy(metrics, 'test_total')).toEqual([
      '# HELP test_total How many.',
      '# TYPE test_total counter',
      'test_total{kind="a",service="tiny"} 7',
      'test_total{kind="b",service="tiny"} 0',
    ]);
  });

  it('may have several readers', async () => {
    const metrics = new Metrics('tiny');
    const declared = gauge('test_size', 'How big.');
    metrics.show(declared, () => only(1));
    metrics.show(declared, async () => [[{ of: 'other' }, 2]]);
    expect((await shownBy(metrics, 'test_size')).slice(2)).toEqual([
      'test_size{service="tiny"} 1',
      'test_size{of="other",service="tiny"} 2',
    ]);
  });

  it('may be a histogram of plain numbers, the same as prom-client makes of the same values', async () => {
    const bounds = [0.01, 0.1, 1];
    const seconds = [0, 0.01, 0.02, 0.1, 0.5, 1, 3];
    const plain = new Metrics('tiny');
    const durations = new Durations(bounds);
    plain.show(histogram('test_seconds', 'How long.', { labels: ['tier'], buckets: bounds }), () =>
      by('tier', { l2: durations }),
    );
    const theirs = new Metrics('tiny');
    const observed = theirs.histogram(
      histogram('test_seconds', 'How long.', { labels: ['tier'], buckets: bounds }),
    );
    for (const value of seconds) {
      durations.observe(value);
      observed.observe({ tier: 'l2' }, value);
    }
    const ordered = (lines: string[]) =>
      lines.map((line) =>
        line
          .split(/[{}, ]/)
          .toSorted()
          .join(),
      );
    expect(ordered(await shownBy(plain, 'test_seconds'))).toEqual(
      ordered(await shownBy(theirs, 'test_seconds')),
    );
  });

  it('times work that fails as well', async () => {
    const durations = new Durations([10]);
    await durations.time(async () => 1);
    await expect(durations.time(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(durations.counts).toEqual([2, 0]);
  });
});
