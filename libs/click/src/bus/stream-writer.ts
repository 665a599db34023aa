import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs, pipelineAnswers, type RedisConnection, type StateCluster } from '@fleetlink/redis';

export interface StreamWriterParts {
  readonly cluster: StateCluster;
  readonly key: string;
  readonly streamBatchesMax: number;
}

/** The field of a stream's entry that holds the envelope. */
export const ENVELOPE_FIELD = 'envelope';

/** Batches that one round trip carries: some megabytes at the most. */
const ROUND_BATCHES_MAX = 64;

/** A replica that has not confirmed within this time did not: the batch is sent again. */
const WAIT_MS = 50;

/** Longer than the waits of all streams of one master together, which share a connection. */
const ROUND_DEADLINE_MS = 1000;

/**
 * Appends in order, stops at the first that finds the stream full, and says how many it took. MAXLEN would make room by
 * forgetting what was acknowledged and not yet counted; so a full stream refuses, and the spool keeps what it refused.
 */
const APPEND = `
local room = tonumber(ARGV[1]) - redis.call('XLEN', KEYS[1])
local taken = math.max(0, math.min(room, #ARGV - 1))
for index = 2, taken + 1 do redis.call('XADD', KEYS[1], '*', '${ENVELOPE_FIELD}', ARGV[index]) end
return taken`;

interface Waiting {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Appends envelopes to one stream in the order in which they came; one round trip is under way at a time. */
export class StreamWriter {
  private readonly queue: Waiting[] = [];
  private readonly closing = new AbortController();
  private running = false;

  constructor(private readonly parts: StreamWriterParts) {}

  /**
   * Resolves when the master and a replica have the envelope. It waits while the stream is full; the caller bounds how
   * many wait.
   * @throws {Error} when nobody knows whether they have it: it must be sent again, and may then be there twice.
   */
  append(text: string): Promise<void> {
    if (this.closing.signal.aborted) return Promise.reject(closedError());
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.queue.push({ text, resolve, reject });
    if (!this.running) void this.run();
    return promise;
  }

  close(): void {
    this.closing.abort();
    for (const { reject } of this.queue.splice(0)) reject(closedError());
  }

  private async run(): Promise<void> {
    this.running = true;
    for (let fullRounds = 0; this.queue.length > 0;) {
      const taken = await this.round(this.queue.splice(0, ROUND_BATCHES_MAX));
      fullRounds = taken > 0 ? 0 : fullRounds + 1;
      if (fullRounds > 0) await this.pause(fullRounds);
    }
    this.running = false;
  }

  /** Settles what was stored or failed, and puts back what found no room. */
  private async round(batches: readonly Waiting[]): Promise<number> {
    try {
      const taken = await this.store(batches.map(({ text }) => text));
      for (const { resolve } of batches.slice(0, taken)) resolve();
      this.putBack(batches.slice(taken));
      return taken;
    } catch (error) {
      for (const { reject } of batches) reject(error as Error);
      return batches.length;
    }
  }

  /** @returns how many of the texts the stream took, from the first on. */
  private async store(texts: readonly string[]): Promise<number> {
    const { cluster, key, streamBatchesMax } = this.parts;
    const [taken, replicas] = await cluster.runForKey(
      key,
      (connection) => appendAndWait(connection, key, [streamBatchesMax, ...texts]),
      ROUND_DEADLINE_MS,
    );
    // Nothing was written, so that there is nothing to confirm.
    if (taken === 0) return 0;
    // The negation: whatever is no number is no confirmation either.
    if (!((replicas as number) >= 1)) throw new Error('No replica confirmed the click batches in time.');
    return taken as number;
  }

  private putBack(batches: readonly Waiting[]): void {
    if (this.closing.signal.aborted) for (const { reject } of batches) reject(closedError());
    else this.queue.unshift(...batches);
  }

  private async pause(rounds: number): Promise<void> {
    await sleep(backOffMs(rounds), undefined, { signal: this.closing.signal }).catch(() => {});
  }
}

/** WAIT speaks of all that went over its connection before it, so both go in one pipeline. */
async function appendAndWait(
  connection: RedisConnection,
  key: string,
  words: readonly (string | number)[],
): Promise<unknown[]> {
  const pipeline = connection
    .pipeline()
    .eval(APPEND, 1, key, ...words)
    .wait(1, WAIT_MS);
  return pipelineAnswers(pipeline);
}

function closedError(): Error {
  return new Error('The click bus is closed.');
}
