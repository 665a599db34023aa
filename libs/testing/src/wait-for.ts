import { setTimeout as sleep } from 'node:timers/promises';

const TIMEOUT_MS = 5_000;
const PAUSE_MS = 20;

/** Asks until the answer is truthy, and gives it; throws after `timeoutMs`. An error of the condition ends it. */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`Not true within ${timeoutMs} ms: ${String(condition)}`);
    await sleep(PAUSE_MS);
  }
}
