import { ProblemCatalogue, type Problem } from './problem.js';

/*
 * A deadline is a moment on the clock of `performance.now()`, which never steps. It is made where a request is taken,
 * and handed down as `untilMs`: each step below takes its own bound or what is left, whichever is less.
 */

export const deadlineProblems = new ProblemCatalogue('deadline', {
  passed: { kind: 'unavailable', title: 'There was no time left for the next step' },
});

const RETRY_AFTER_SECONDS = 1;

/**
 * How long a step may take: its own bound, or what is left.
 * @throws {Problem} `deadline/passed` when nothing is left: nobody waits for the step any more, so it is not begun.
 */
export function timeLeft(untilMs: number, boundMs = Infinity): number {
  const leftMs = Math.min(boundMs, untilMs - performance.now());
  if (leftMs <= 0) throw deadlinePassed();
  return leftMs;
}

export function deadlinePassed(): Problem {
  return deadlineProblems.problem('passed', {
    detail: 'The time for this request was used up before its next step began.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

/** The outcome of `work`, or the error that `late` makes if that takes longer; the work itself goes on. */
export async function within<Result>(work: Promise<Result>, ms: number, late: () => Error): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work, passed]);
  } finally {
    clearTimeout(timer);
  }
}
