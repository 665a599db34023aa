import { eventFault, isText, isTime, type Fields } from './event-check.js';
import type { ClickEvent } from './click-event.js';

/** A batch of clicks of one process: the unit that is spooled, sent and counted once. */
export interface ClickEnvelope {
  readonly v: 1;
  /** nanoid: stats counts an id once, however often it arrives. */
  readonly batchId: string;
  /** The spool folder that the batch was written to: one process start. */
  readonly source: string;
  /** Counts up within one source. */
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly cutAt: number;
  readonly events: readonly ClickEvent[];
}

/** Why a text is no envelope; `reason` names the place and never quotes the content. */
export interface EnvelopeRejection {
  readonly rejected: string;
}

/** The pattern under which envelopes travel. */
export const CLICKS_PATTERN = 'clicks';

/** Far above a batch of 1,000 widest events, and a bound on what one message can make the parser hold. */
export const ENVELOPE_CHARACTERS_MAX = 16 * 2 ** 20;

/** The members in the order in which the recorder makes them. */
const HEAD = /^\{"v":1,"batchId":"([\w-]{1,64})","source":"([\w.:-]{1,128})",/;

const EVENTS_MAX = 1000;
const BATCH_ID_WIDTH = 64;
const SOURCE_WIDTH = 128;

export function serialiseEnvelope(envelope: ClickEnvelope): string {
  return JSON.stringify(envelope);
}

/**
 * Reads what `serialiseEnvelope` wrote. It never throws: what other processes sent is judged, not trusted.
 * Unknown members are ignored, so that a newer sender may add one without a new version.
 */
export function parseEnvelope(text: string): ClickEnvelope | EnvelopeRejection {
  if (text.length > ENVELOPE_CHARACTERS_MAX) return { rejected: 'too long' };
  const value = parsed(text);
  if (value === undefined) return { rejected: 'not JSON' };
  if (typeof value !== 'object' || value === null) return { rejected: 'not an object' };
  const envelope = value as Partial<Record<keyof ClickEnvelope, unknown>>;
  if (envelope.v !== 1) return { rejected: 'unknown version' };
  const fault = envelopeFault(envelope);
  return fault === undefined ? (envelope as unknown as ClickEnvelope) : { rejected: fault };
}

/**
 * What stands at the front of a text that `serialiseEnvelope` wrote, without the work of parsing the rest: senders
 * choose the way of a batch by it. Undefined for anything else.
 */
export function headOf(text: string): Pick<ClickEnvelope, 'batchId' | 'source'> | undefined {
  const [, batchId, source] = HEAD.exec(text) ?? [];
  return batchId === undefined || source === undefined ? undefined : { batchId, source };
}

export function isRejection(outcome: ClickEnvelope | EnvelopeRejection): outcome is EnvelopeRejection {
  return 'rejected' in outcome;
}

const head: Fields<Omit<ClickEnvelope, 'v' | 'events'>> = {
  batchId: (value) => isText(value, BATCH_ID_WIDTH) && value !== '',
  source: (value) => isText(value, SOURCE_WIDTH),
  seq: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  cutAt: isTime,
};

function envelopeFault(envelope: Partial<Record<keyof ClickEnvelope, unknown>>): string | undefined {
  for (const key of Object.keys(head) as (keyof typeof head)[])
    if (!head[key](envelope[key])) return `bad ${key}`;
  const events = envelope.events;
  if (!Array.isArray(events)) return 'bad events';
  if (events.length > EVENTS_MAX) return 'too many events';
  for (const [index, event] of events.entries()) {
    const fault = eventFault(event);
    if (fault !== undefined) return `event ${index}: ${fault}`;
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
