import { describe, expect, it } from '@jest/globals';
import { Autoscaler, wantedPods, type Usage } from './autoscaler.ts';
import type { HpaSettings } from './hpa-settings.ts';

const usage = (ready: number, cpuPercent: number, more: Partial<Usage> = {}): Usage => ({
  ready,
  starting: 0,
  cpuPercent,
  memoryPercent: 10,
  ...more,
});

const settings: HpaSettings = {
  podsMin: 5,
  podsMax: 50,
  cpuPercent: 70,
  memoryPercent: 80,
  scaleUp: {
    stabilizationWindowSeconds: 0,
    policies: [
      { type: 'Percent', value: 100, periodSeconds: 15 },
      { type: 'Pods', value: 4, periodSeconds: 15 },
    ],
  },
  scaleDown: {
    stabilizationWindowSeconds: 300,
    policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }],
  },
};

describe('wantedPods', () => {
  it.each([
    // the documentation's own example: 200m for a target of 100m doubles, 50m halves
    [{ ready: 4, starting: 0 }, 2, 8],
    [{ ready: 4, starting: 0 }, 0.5, 2],
    [{ ready: 5, starting: 0 }, 1.3, 7],
    // within the tolerance nothing changes
    [{ ready: 10, starting: 0 }, 1.09, 10],
    [{ ready: 10, starting: 0 }, 0.91, 10],
    [{ ready: 10, starting: 0 }, 1.11, 12],
    // those on their way up count as idle, and can turn a need into none
    [{ ready: 5, starting: 5 }, 2, 10],
    [{ ready: 5, starting: 5 }, 1.5, 10],
    [{ ready: 5, starting: 5 }, 3, 15],
  ])('%j at a ratio of %d makes %d', (pods, ratio, wanted) => {
    expect(wantedPods({ ...usage(pods.ready, 0), ...pods }, ratio)).toBe(wanted);
  });
});

describe('Autoscaler', () => {
  it('adds at most as many as its policies let it in a period, and never more than the most', () => {
    const autoscaler = new Autoscaler(settings, 5);
    expect(autoscaler.decide(0, usage(5, 1400))).toBe(10);
    expect(autoscaler.decide(15, usage(10, 1400))).toBe(20);
    expect(autoscaler.decide(30, usage(20, 1400))).toBe(40);
    expect(autoscaler.decide(45, usage(40, 1400))).toBe(50);
  });

  it('takes what is already added in the period into account', () => {
    const autoscaler = new Autoscaler(settings, 5);
    expect(autoscaler.decide(0, usage(5, 1400))).toBe(10);
    expect(autoscaler.decide(5, usage(5, 1400, { starting: 5 }))).toBe(10);
  });

  it('waits the window out before it takes pods away, then a tenth a minute, and keeps the least', () => {
    const autoscaler = new Autoscaler(settings, 20);
    expect(autoscaler.decide(0, usage(20, 70))).toBe(20);
    expect(autoscaler.decide(299, usage(20, 1))).toBe(20);
    expect(autoscaler.decide(300, usage(20, 1))).toBe(18);
    expect(autoscaler.decide(315, usage(18, 1))).toBe(18);
    expect(autoscaler.decide(360, usage(18, 1))).toBe(16);
    let pods = 16;
    for (let second = 420; second < 3600; second += 60) pods = autoscaler.decide(second, usage(pods, 1));
    expect(pods).toBe(5);
  });

  it('follows the metric that asks for most', () => {
    const autoscaler = new Autoscaler(settings, 5);
    expect(autoscaler.decide(0, usage(5, 70, { memoryPercent: 120 }))).toBe(8);
  });
});
