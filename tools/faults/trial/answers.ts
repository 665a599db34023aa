import { percentile } from '../../demo/latency.ts';
import type { Answer } from '../../demo/service.client.ts';

/** ms that 99 of 100 answers took at most; 0 without any. */
export function p99(answers: readonly Answer[]): number {
  return percentile(Float64Array.from(answers, ({ ms }) => ms).sort(), 0.99);
}
