import { describe, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { HeadSampler, headSamplerLimits } from './head-sampler.js';
import { isTraceparent } from './traceparent.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const sampled = `00-${TRACE}-${SPAN}-01`;

/** A sampler whose clock and chance stand where a test puts them. */
function sampler(ratio: number) {
  const at = { ms: 0, chance: 0 };
  const made = new HeadSampler(
    ratio,
    () => at.ms,
    () => at.chance,
  );
  return { at, traced: (traceparent?: string) => made.contextFor(traceparent) !== undefined, made };
}

describe('HeadSampler', () => {
  it('takes its share of those whom nobody has decided for', () => {
    const { at, traced } = sampler(0.25);
    at.chance = 0.2499;
    expect(traced()).toBe(true);
    at.chance = 0.25;
    expect(traced()).toBe(false);
  });

  it('goes on with the trace of a caller that traces, and with none of one that does not', () => {
    const { made } = sampler(1);
    expect(trace.getSpanContext(made.contextFor(sampled)!)).toMatchObject({
      traceId: TRACE,
      spanId: SPAN,
      isRemote: true,
    });
    expect(made.contextFor(`00-${TRACE}-${SPAN}-00`)).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['too short', sampled.slice(0, -4)],
    ['an all-zero trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['an all-zero span', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['capitals', sampled.toUpperCase()],
    ['a version that cannot be', `ff${sampled.slice(2)}`],
    ['two of them', `${sampled}, ${sampled}`],
  ])('leaves to chance what is no traceparent: %s', (_, traceparent) => {
    expect(sampler(0).traced(traceparent)).toBe(false);
    expect(sampler(1).traced(traceparent)).toBe(true);
    expect(isTraceparent(traceparent)).toBe(false);
  });

  it('believes so many callers a second and no more', () => {
    const { at, traced } = sampler(0);
    const { askedPerSecondMax } = headSamplerLimits;
    const taken = () => Array.from({ length: 3 * askedPerSecondMax }, () => traced(sampled)).filter(Boolean);
    expect(taken()).toHaveLength(askedPerSecondMax);
    at.ms = 999;
    expect(taken()).toHaveLength(0);
    at.ms = 1000;
    expect(taken()).toHaveLength(askedPerSecondMax);
  });
});
