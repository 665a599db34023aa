/** A replica further behind than this is asked nothing. */
export const LAG_MAX_MS = 1000;

/** Lags that differ by less than a step count as equal: looks are too rare to tell them apart. */
const LAG_STEP_MS = 100;

/** What was seen longer ago than this no longer counts: three looks were missed. */
export const SIGHT_VALID_MS = 3000;

/**
 * What was compared longer ago than this says nothing any more: a primary that this process cannot reach may have taken
 * writes that the replica lacks. It answers then only where the alternative is no answer.
 */
export const COMPARISON_VALID_MS = 10_000;

/** What is known of a replica. */
export interface ReplicaSight {
  readonly zone: string | undefined;
  /** Its breaker is not closed. */
  readonly isFailing: boolean;
  /** When it last answered, on this process's clock. */
  readonly seenAtMs: number;
  /** A primary now, or never was a replica of anything. */
  readonly isInRecovery: boolean;
  /** Undefined until it was compared with its primary. */
  readonly lagMs: number | undefined;
  /** When the primary last said how far it is, on this process's clock. */
  readonly comparedAtMs: number;
}

/** `outdated`: it kept up when its primary was last heard of, which is too long ago. */
export type Fitness = 'fit' | 'failing' | 'unseen' | 'promoted' | 'unknown' | 'lagging' | 'outdated';

export function fitnessOf(sight: ReplicaSight, nowMs: number): Fitness {
  if (sight.isFailing) return 'failing';
  if (nowMs - sight.seenAtMs > SIGHT_VALID_MS) return 'unseen';
  if (!sight.isInRecovery) return 'promoted';
  if (sight.lagMs === undefined) return 'unknown';
  if (sight.lagMs > LAG_MAX_MS) return 'lagging';
  return nowMs - sight.comparedAtMs > COMPARISON_VALID_MS ? 'outdated' : 'fit';
}

export interface ChoiceRequest {
  /** What may be chosen; `outdated` where an old answer is better than none. */
  readonly fitness: 'fit' | 'outdated';
  readonly nowMs: number;
  /** Where this process runs. */
  readonly zone: string | undefined;
  /** Counts up with every choice: equals take turns. */
  readonly turn: number;
}

/** The replica to read from: one of the own zone if there is any, of those the least behind. */
export function chooseReplica<R extends { readonly sight: ReplicaSight }>(
  replicas: readonly R[],
  { fitness, nowMs, zone, turn }: ChoiceRequest,
): R | undefined {
  const fit = replicas.filter(({ sight }) => fitnessOf(sight, nowMs) === fitness);
  const near = fit.filter(({ sight }) => zone !== undefined && sight.zone === zone);
  const candidates = near.length > 0 ? near : fit;
  const least = Math.min(...candidates.map(lagStep));
  const equals = candidates.filter((candidate) => lagStep(candidate) === least);
  return equals[turn % equals.length];
}

function lagStep({ sight }: { readonly sight: ReplicaSight }): number {
  return Math.floor((sight.lagMs ?? Infinity) / LAG_STEP_MS);
}
