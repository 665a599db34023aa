import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs, type RedisConnection } from '@fleetlink/redis';
import { headOf } from '../event/click-envelope.js';
import type { DeadLetters } from './dead-letters.js';
import type { MemoryBus } from './memory-bus.js';
import type { StreamEntry, StreamGroup } from './stream-group.js';

export interface StreamReaderParts {
  readonly group: StreamGroup;
  /** Where entries wait for their transaction, together with those of other streams. */
  readonly bus: MemoryBus;
  readonly deadLetters: DeadLetters;
  readonly triesMax: number;
  readonly claimIdleMs: number;
  readonly closing: AbortSignal;
}

export interface ReaderCounters {
  /** Batches taken over from silent consumers. */
  claimed: number;
  /** Batches whose consumers all died of them. */
  deadly: number;
  /** Times that Redis was lost. */
  connectionsLost: number;
}

/** Signs of life within the time after which others take over; one of them may be lost. */
const SIGNS_OF_LIFE = 3;

/** Looks for silent consumers within the time that makes them silent. */
const LOOKS = 2;

/** Carries one stream into the bus of this process and acknowledges what was counted, across failovers and outages. */
export class StreamReader {
  private lookAtMs = 0;

  constructor(
    private readonly parts: StreamReaderParts,
    private readonly counters: ReaderCounters,
  ) {}

  /** Runs until `closing`; it never rejects. */
  async run(): Promise<void> {
    const { closing, group } = this.parts;
    for (let failures = 0; !closing.aborted;) {
      const outcome = await this.readUntilLost(() => (failures = 0));
      if (outcome === 'closed') break;
      failures += 1;
      this.counters.connectionsLost += 1;
      await sleep(backOffMs(failures), undefined, { signal: closing }).catch(() => {});
    }
    await group.leave().catch(() => {});
  }

  private async readUntilLost(onTurn: () => void): Promise<'closed' | 'lost'> {
    const { closing, group } = this.parts;
    let connection: RedisConnection | undefined;
    /** Of what was read last: a group waits while another is counted, so that the database need not wait for Redis. */
    let settling: Promise<unknown> = Promise.resolve();
    try {
      connection = await group.connect();
      // Anew after each loss: a failover may have lost the group with the last moments of a master.
      await group.ensure();
      while (!closing.aborted) {
        await this.takeOver();
        const entries = await group.read(connection);
        const former = settling;
        settling = this.settle(entries);
        // Its failure is heard at the next turn.
        settling.catch(() => {});
        await former;
        onTurn();
      }
      await settling;
      return 'closed';
    } catch {
      return 'lost';
    } finally {
      connection?.disconnect();
      await settling.catch(() => {});
    }
  }

  /** Looks now and then for batches whose consumers are silent: dead, cut off, or unable to acknowledge. */
  private async takeOver(): Promise<void> {
    const { claimIdleMs, group } = this.parts;
    if (performance.now() < this.lookAtMs) return;
    const idle = await group.idle();
    const fresh = idle.filter(({ deliveries }) => deliveries <= 1).map(({ id }) => id);
    if (fresh.length > 0) await this.settle(this.claimed(await group.claim(fresh)));
    // One by one, so that a batch that kills its consumer is the only one held against itself.
    for (const { id, deliveries } of idle.filter((entry) => entry.deliveries > 1)) {
      if (this.parts.closing.aborted) return;
      const entries = this.claimed(await group.claim([id]));
      if (deliveries >= this.parts.triesMax) await this.bury(entries, deliveries);
      else await this.settle(entries);
    }
    if (idle.length === 0) this.lookAtMs = performance.now() + claimIdleMs / LOOKS;
  }

  private claimed(entries: StreamEntry[]): StreamEntry[] {
    this.counters.claimed += entries.length;
    return entries;
  }

  /** Waits until all are counted, set aside or refused. */
  private async settle(entries: readonly StreamEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { bus, claimIdleMs, group } = this.parts;
    const ids = entries.map(({ id }) => id);
    const alive = setInterval(
      () => void group.keepAlive(ids).catch(() => {}),
      Math.ceil(claimIdleMs / SIGNS_OF_LIFE),
    );
    const outcomes = await Promise.allSettled(entries.map(({ text }) => bus.push(text)));
    clearInterval(alive);
    const settled = ids.filter((_, index) => outcomes[index]!.status === 'fulfilled');
    const refused = ids.filter((_, index) => outcomes[index]!.status === 'rejected');
    if (settled.length > 0) await group.acknowledge(settled);
    if (refused.length > 0) await group.release(refused);
  }

  private async bury(entries: readonly StreamEntry[], deliveries: number): Promise<void> {
    for (const { id, text } of entries) {
      const reason = `handed out ${deliveries} times without an outcome`;
      await this.parts.deadLetters.keep({ batchId: headOf(text)?.batchId ?? null, reason, text });
      this.counters.deadly += 1;
      await this.parts.group.acknowledge([id]);
    }
  }
}
