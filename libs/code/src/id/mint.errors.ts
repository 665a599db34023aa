/** The clock stands too far behind what was minted already. Nothing is minted until it has caught up. */
export class ClockBackError extends Error {
  override readonly name = 'ClockBackError';

  constructor(readonly behindMs: number) {
    super(`The clock is ${behindMs} ms behind the last id; minting waits until it has caught up.`);
  }
}

/** The time to mint for is not leased yet (or no longer): the lease must be renewed first. */
export class MintBoundError extends Error {
  override readonly name = 'MintBoundError';

  constructor(readonly mintBelowMs: number) {
    super(`No id may be minted at or above ${mintBelowMs} ms before the worker's lease is renewed.`);
  }
}
