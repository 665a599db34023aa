import { isTraceparent } from '@fleetlink/trace';
import type { ClickEvent, DescribedClick } from './click-event.js';
import { eventFault, isText, isTime, type Fields } from './event-check.js';

/** What an envelope says besides its events. */
export interface EnvelopeHead {
  readonly v: 1;
  /** nanoid: stats counts an id once, however often it arrives. */
  readonly batchId: string;
  /** The spool folder that the batch was written to: one process start. */
  readonly source: string;
  /** Counts up within one source. */
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly cutAt: number;
  /** Spans of redirects in it that are traced, as traceparents; few, whatever came. */
  readonly traces?: readonly string[];
}

/** A batch of clicks of one process: the unit that is spooled, sent and counted once. */
export interface ClickEnvelope extends EnvelopeHead {
  readonly events: readonly ClickEvent[];
}

/** An event as it travels; `agent` is a place in the envelope's list of agents. */
type EventRow = readonly [
  linkId: string,
  tenantId: string,
  name: string,
  at: number,
  visitor: string | null,
  country: string,
  referrerHost: string,
  language: string,
  agent: number,
  replayed: boolean,
];

/** Why a text is no envelope; `reason` names the place and never quotes the content. */
export interface EnvelopeRejection {
  readonly rejected: string;
}

/** The pattern under which envelopes travel. */
export const CLICKS_PATTERN = 'clicks';

/** Far above a batch of 1,000 widest events, and a bound on what one message can make the parser hold. */
export const ENVELOPE_CHARACTERS_MAX = 16 * 2 ** 20;

/** The first members, in the order in which they are written. */
const HEAD = /^\{"v":1,"batchId":"([\w-]{1,64})","source":"([\w.:-]{1,128})",/;

/** Traced redirects that one batch tells of; the traces of others end before the bus. */
export const ENVELOPE_TRACES_MAX = 8;

const EVENTS_MAX = 1000;
const BATCH_ID_WIDTH = 64;
const SOURCE_WIDTH = 128;

/**
 * `{"v":1,"batchId":…,"events":[[…],…],"agents":["…",…]}`: rows instead of objects, and the few agents that most clicks
 * have written once, make a quarter of the bytes.
 */
export function serialiseEnvelope({
  v,
  batchId,
  source,
  seq,
  cutAt,
  traces = [],
  events,
}: EnvelopeHead & { readonly events: readonly DescribedClick[] }): string {
  const places = new Map<string, number>();
  const rows = events.map((click) => rowOf(click, placeOf(click.agent, places)));
  const traced = traces.length > 0 && { traces: traces.slice(0, ENVELOPE_TRACES_MAX) };
  return JSON.stringify({
    v,
    batchId,
    source,
    seq,
    cutAt,
    ...traced,
    events: rows,
    agents: [...places.keys()],
  });
}

function placeOf(agent: string, places: Map<string, number>): number {
  const place = places.get(agent) ?? places.size;
  if (place === places.size) places.set(agent, place);
  return place;
}

function rowOf(click: DescribedClick, agent: number): EventRow {
  const { linkId, tenantId, name, at, visitor, country, referrerHost, language, replayed = false } = click;
  return [linkId, tenantId, name, at, visitor, country, referrerHost, language, agent, replayed];
}

/**
 * Reads what `serialiseEnvelope` wrote. It never throws: what other processes sent is judged, not trusted.
 * Unknown members and columns are ignored, so that a newer sender may add one without a new version.
 */
export function parseEnvelope(text: string): ClickEnvelope | EnvelopeRejection {
  if (text.length > ENVELOPE_CHARACTERS_MAX) return { rejected: 'too long' };
  const value = parsed(text);
  if (value === undefined) return { rejected: 'not JSON' };
  if (typeof value !== 'object' || value === null) return { rejected: 'not an object' };
  const { v, batchId, source, seq, cutAt, traces, events, agents } = value as Readonly<
    Record<string, unknown>
  >;
  const found = { v, batchId, source, seq, cutAt, ...tracesIn(traces) } as EnvelopeHead;
  const fault = headFault(found) ?? listFault(events, agents);
  if (fault !== undefined) return { rejected: fault };
  return withEvents(found, events as unknown[], agents as unknown[]);
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

/** No batch is refused for its traces. */
function tracesIn(traces: unknown): Pick<EnvelopeHead, 'traces'> {
  if (!Array.isArray(traces)) return {};
  return { traces: traces.slice(0, ENVELOPE_TRACES_MAX).filter(isTraceparent) };
}

const head: Fields<Omit<EnvelopeHead, 'v' | 'traces'>> = {
  batchId: (value) => isText(value, BATCH_ID_WIDTH) && value !== '',
  source: (value) => isText(value, SOURCE_WIDTH),
  seq: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  cutAt: isTime,
};

const headKeys = Object.keys(head) as (keyof typeof head)[];

function headFault(found: EnvelopeHead): string | undefined {
  if (found.v !== 1) return 'unknown version';
  for (const key of headKeys) if (!head[key](found[key])) return `bad ${key}`;
  return undefined;
}

function listFault(events: unknown, agents: unknown): string | undefined {
  if (!Array.isArray(events)) return 'bad events';
  if (!Array.isArray(agents)) return 'bad agents';
  return events.length > EVENTS_MAX ? 'too many events' : undefined;
}

function withEvents(
  found: EnvelopeHead,
  rows: readonly unknown[],
  agents: readonly unknown[],
): ClickEnvelope | EnvelopeRejection {
  const events: ClickEvent[] = [];
  for (const [index, row] of rows.entries()) {
    if (!Array.isArray(row)) return { rejected: `event ${index}: not an array` };
    const event = eventOf(row, agents, `${found.batchId}.${index}`);
    const fault = eventFault(event);
    if (fault !== undefined) return { rejected: `event ${index}: ${fault}` };
    events.push(event);
  }
  return { ...found, events };
}

/** The columns of `EventRow`, not judged yet. */
function eventOf(row: readonly unknown[], agents: readonly unknown[], clickId: string): ClickEvent {
  const [linkId, tenantId, name, at, visitor, country, referrerHost, language, place, replayed] = row;
  const agent = agents[place as number];
  const event = { clickId, linkId, tenantId, name, at, visitor, country, referrerHost, language, agent };
  return (replayed === false ? event : { ...event, replayed }) as ClickEvent;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
