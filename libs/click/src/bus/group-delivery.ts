import { setTimeout as sleep } from 'node:timers/promises';
import { isPassing } from '@fleetlink/postgres';
import { isRejection, parseEnvelope, type ClickEnvelope } from '../event/click-envelope.js';
import type { DeadLetters } from './dead-letters.js';

/** A serialised envelope that a bus hands over; exactly one of the two is called, once. */
export interface BusMessage {
  readonly text: string;
  /** It is counted, or set aside as dead: the bus may forget it. */
  readonly done: () => void;
  /** It is neither: the bus must deliver it again. */
  readonly refuse: (error: Error) => void;
}

export interface DeliveryParts {
  /** Counts the envelopes in one transaction, or rejects and counts none of them. */
  readonly handle: (envelopes: ClickEnvelope[]) => Promise<void>;
  readonly deadLetters: DeadLetters;
  readonly triesMax: number;
  /** Ends waiting: what is not counted by then is refused. */
  readonly stop: AbortSignal;
  /** Longest pause between two tries, 2 s unless told. */
  readonly pauseMsMax?: number;
}

export interface DeliveryCounters {
  delivered: number;
  groups: number;
  failures: number;
  buried: number;
}

interface Readable {
  readonly message: BusMessage;
  readonly envelope: ClickEnvelope;
  failure?: unknown;
}

/** A group that the database cannot take in so many tries, such as one it is too slow for, is split too. */
const GROUP_TRIES_MAX = 5;

const PAUSE_MS_MIN = 20;
const PAUSE_MS_MAX = 2000;

/**
 * Hands groups of messages to the tally, the same way for every bus. A failure that passes (the database is away) is
 * waited out; a failure of the group's own splits it, so that one poison batch costs the others nothing, and what
 * then still fails is set aside with its reason.
 */
export class GroupDelivery {
  readonly counters: DeliveryCounters = { delivered: 0, groups: 0, failures: 0, buried: 0 };

  constructor(private readonly parts: DeliveryParts) {}

  /** Settles every message. It never rejects. */
  async deliver(messages: readonly BusMessage[]): Promise<void> {
    const readable: Readable[] = [];
    for (const message of messages) {
      const envelope = parseEnvelope(message.text);
      if (isRejection(envelope)) await this.bury(message, null, envelope.rejected);
      else readable.push({ message, envelope });
    }
    if (readable.length === 0) return;
    this.counters.groups += 1;
    if (await this.counted(readable)) return;
    await this.oneByOne(readable);
  }

  /** Poison is tried in rounds, so that it holds up nobody who came after it. */
  private async oneByOne(group: readonly Readable[]): Promise<void> {
    let left = group;
    // A group of one has had its first try.
    const first = group.length === 1 ? 2 : 1;
    for (let round = first; round <= this.parts.triesMax && left.length > 0; round += 1) {
      if (round > 1) await this.pause(round);
      const failed: Readable[] = [];
      for (const one of left) if (!(await this.counted([one]))) failed.push(one);
      left = failed;
    }
    for (const { message, envelope, failure } of left)
      await this.bury(message, envelope.batchId, reasonOf(failure));
  }

  /** True when the group was settled; false when it failed by its own fault, or is better split. */
  private async counted(group: readonly Readable[]): Promise<boolean> {
    for (let tries = 1; ; tries += 1) {
      const failure = await this.failureOf(group);
      if (failure === undefined) return true;
      if (isFinal(failure, group.length, tries)) {
        for (const one of group) one.failure = failure;
        return false;
      }
      await this.pause(tries);
      if (this.parts.stop.aborted) {
        for (const { message } of group) message.refuse(asError(failure));
        return true;
      }
    }
  }

  /** Undefined when the group is counted. */
  private async failureOf(group: readonly Readable[]): Promise<unknown> {
    try {
      await this.parts.handle(group.map(({ envelope }) => envelope));
    } catch (error) {
      this.counters.failures += 1;
      return error ?? new Error('failed without an error');
    }
    this.counters.delivered += group.length;
    for (const { message } of group) message.done();
    return undefined;
  }

  private async bury(message: BusMessage, batchId: string | null, reason: string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.parts.deadLetters.keep({ batchId, reason, text: message.text });
        this.counters.buried += 1;
        return message.done();
      } catch (error) {
        await this.pause(tries);
        if (this.parts.stop.aborted) return message.refuse(asError(error));
      }
    }
  }

  private async pause(tries: number): Promise<void> {
    const longest = Math.min(this.parts.pauseMsMax ?? PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** Math.min(tries, 10));
    await sleep(longest, undefined, { signal: this.parts.stop }).catch(() => {});
  }
}

function isFinal(failure: unknown, groupSize: number, tries: number): boolean {
  return !isPassing(failure) || (groupSize > 1 && tries === GROUP_TRIES_MAX);
}

function reasonOf(failure: unknown): string {
  return asError(failure).message;
}

function asError(failure: unknown): Error {
  if (failure instanceof Error) return failure;
  const { message } = failure as { message?: unknown };
  return new Error(typeof message === 'string' ? message : String(failure));
}
