/** A replica further behind than this is asked nothing. */
export const LAG_MAX_MS = 1000;

/** Lags that differ by less than a step count as equal: looks are too rare to tell them apart. */
const LAG_STEP_MS = 100;

/** What was seen longer ago than this no longer counts: three looks were missed. */
export const SIGHT_VALID_MS = 3000;

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
}

export type Fitness = 'fit' | 'failing' | 'unseen' | 'promoted' | 'unknown' | 'lagging';

export function fitnessOf(sight: ReplicaSight, nowMs: number): Fitness {
  if (sight.isFailing) return 'failing';
  if (nowMs - sight.seenAtMs > SIGHT_VALID_MS) return 'unseen';
  if (!sight.isInRecovery) return 'promoted';
  if (sight.lagMs === undefined) return 'unknown';
  return sight.lagMs > LAG_MAX_MS ? 'lagging' : 'fit';
}

export interface ChoiceRequest {
  readonly nowMs: number;
  /** Where this process runs. */
  readonly zone: string | undefined;
  /** Counts up with every choice: equals take turns. */
  readonly turn: number;
}

/** The fit replica to read from: one of the own zone if there is any, of those the least behind. */
export function chooseReplica<R extends { readonly sight: ReplicaSight }>(
  replicas: readonly R[],
  { nowMs, zone, turn }: ChoiceRequest,
): R | undefined {
  const fit = replicas.filter(({ sight }) => fitnessOf(sight, nowMs) === 'fit');
  const near = fit.filter(({ sight }) => zone !== undefined && sight.zone === zone);
  const candidates = near.length > 0 ? near : fit;
  const least = Math.min(...candidates.map(lagStep));
  const equals = candidates.filter((candidate) => lagStep(candidate) === least);
  return equals[turn % equals.length];
}

function lagStep({ sight }: { readonly sight: ReplicaSight }): number {
  return Math.floor((sight.lagMs ?? Infinity) / LAG_STEP_MS);
}
