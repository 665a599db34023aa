/** Times of many answers, in milliseconds. */
export class Latency {
  readonly #times: number[] = [];

  add(ms: number): void {
    this.#times.push(ms);
  }

  /** `p50 1.2 ms, p99 4.8 ms`. */
  told(): string {
    const sorted = Float64Array.from(this.#times).sort();
    return `p50 ${percentile(sorted, 0.5).toFixed(1)} ms, p99 ${percentile(sorted, 0.99).toFixed(1)} ms`;
  }
}

/** The smallest time that this share of all times does not exceed (nearest rank); 0 if there are none. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
