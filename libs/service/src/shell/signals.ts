import type { ServiceLog } from '../log/service-log.js';

/** The part of `process` that signals need; a test brings its own. */
export interface SignalHost {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
  exit(code: number): void;
}

export interface Stopping {
  readonly log: ServiceLog;
  /** The longest an orderly end may take. */
  readonly limitMs: number;
  close(): Promise<void>;
  /** What a forced end would lose, by name. */
  left(): Readonly<Record<string, number>>;
}

const signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];

/**
 * A terminal sends Ctrl-C to npm and to us, and npm hands its own on: within this time it is one signal.
 */
const ECHO_MS = 1000;

/**
 * The first signal ends the process in order, with exit code 0. A second one, or the limit, ends it by force
 * with exit code 1 and says what was lost.
 * @returns a function that stops listening.
 */
export function exitOnSignals(
  service: Stopping,
  host: SignalHost = process,
  now: () => number = () => performance.now(),
): () => void {
  let stoppingSinceMs: number | undefined;
  const force = (why: string) => {
    service.log.error({ lost: service.left() }, `stopped by force: ${why}`);
    host.exit(1);
  };
  const stop = async () => {
    const limit = setTimeout(() => force(`not done within ${service.limitMs} ms`), service.limitMs);
    try {
      await service.close();
      host.exit(0);
    } catch (error) {
      service.log.error({ err: error, lost: service.left() }, 'could not stop in order');
      host.exit(1);
    } finally {
      clearTimeout(limit);
    }
  };
  const onSignal = () => {
    if (stoppingSinceMs === undefined) {
      stoppingSinceMs = now();
      void stop();
    } else if (now() - stoppingSinceMs > ECHO_MS) force('second signal');
  };
  for (const signal of signals) host.on(signal, onSignal);
  return () => {
    for (const signal of signals) host.off(signal, onSignal);
  };
}
