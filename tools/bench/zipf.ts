/** How links are followed: the one of rank k is followed 1/k as often as the first (Zipf, exponent 1). */
export class Zipf {
  /** Share of all that falls to this rank and those before it; the first rank is 0. */
  readonly #shares: Float64Array;

  constructor(count: number) {
    this.#shares = new Float64Array(count);
    let sum = 0;
    for (let rank = 0; rank < count; rank += 1) this.#shares[rank] = sum += 1 / (rank + 1);
    for (let rank = 0; rank < count; rank += 1) this.#shares[rank]! /= sum;
  }

  get count(): number {
    return this.#shares.length;
  }

  shareOf(rank: number): number {
    return this.#shares[rank]! - (this.#shares[rank - 1] ?? 0);
  }

  /** The rank that a number from 0 to below 1 falls to. */
  rankAt(number: number): number {
    let [low, high] = [0, this.count - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#shares[middle]! > number) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /**
   * The share of hits of a cache that keeps what it was asked for `freshSeconds`, and has run for longer than that:
   * of a link asked for at the rate r, r t / (1 + r t).
   */
  hitShare(perSecond: number, freshSeconds: number): number {
    let hits = 0;
    for (let rank = 0; rank < this.count; rank += 1) {
      const share = this.shareOf(rank);
      const asked = share * perSecond * freshSeconds;
      hits += (share * asked) / (1 + asked);
    }
    return hits;
  }
}
