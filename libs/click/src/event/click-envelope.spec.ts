import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clickEvent, clickEnvelope } from '../testing/click.factory.js';
import {
  ENVELOPE_CHARACTERS_MAX,
  ENVELOPE_TRACES_MAX,
  headOf,
  parseEnvelope,
  serialiseEnvelope,
} from './click-envelope.js';
import type { DescribedClick } from './click-event.js';

const wellFormed = (maxLength: number) =>
  fc
    .string({ unit: 'binary', maxLength })
    .map((text) => text.toWellFormed().replaceAll('\0', '').slice(0, maxLength).toWellFormed());

const described: fc.Arbitrary<DescribedClick> = fc.record(
  {
    linkId: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
    tenantId: wellFormed(64),
    name: wellFormed(64),
    at: fc.nat(253_402_300_799_999),
    visitor: fc.option(
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 16, maxLength: 16 }),
    ),
    country: fc.constantFrom('US', 'DE', 'unknown'),
    referrerHost: wellFormed(255),
    language: wellFormed(35),
    agent: wellFormed(1024),
    replayed: fc.constant(true as const),
  },
  {
    requiredKeys: [
      'linkId',
      'tenantId',
      'name',
      'at',
      'visitor',
      'country',
      'referrerHost',
      'language',
      'agent',
    ],
  },
);

function rejection(text: string): string {
  const outcome = parseEnvelope(text);
  if (!('rejected' in outcome)) throw new Error('was accepted');
  return outcome.rejected;
}

function withEvent(fields: Record<string, unknown>): string {
  return serialiseEnvelope(clickEnvelope({ events: [{ ...clickEvent(), ...fields }] }));
}

/** The text of an envelope as JSON, to be bent. */
function parsedText(): { events: unknown[][] } {
  return JSON.parse(serialiseEnvelope(clickEnvelope())) as { events: unknown[][] };
}

describe('an envelope', () => {
  it('comes back from its text as it was', () => {
    fc.assert(
      fc.property(fc.array(described, { maxLength: 5 }), fc.nat(), (clicks, seq) => {
        const envelope = clickEnvelope({ events: clicks.map(clickEvent), seq });
        expect(parseEnvelope(serialiseEnvelope(envelope))).toEqual(envelope);
      }),
    );
  });

  it('writes an agent once, however many clicks have it', () => {
    const events = ['cat', 'dog', 'cat', 'cat'].map((agent) => clickEvent({ agent }));
    const text = serialiseEnvelope(clickEnvelope({ events }));
    expect(text.match(/cat|dog/g)).toEqual(['cat', 'dog']);
    expect(parseEnvelope(text)).toMatchObject({ events: events.map(({ agent }) => ({ agent })) });
  });

  it('tells of a few traced redirects, and is never refused for them', () => {
    const trace = (digit: string) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;
    const traces = [...'123456789abc'].map(trace);
    const sent = serialiseEnvelope({ ...clickEnvelope(), traces });
    expect(parseEnvelope(sent)).toMatchObject({ traces: traces.slice(0, ENVELOPE_TRACES_MAX) });
    const withTraces = (bent: unknown) => parseEnvelope(JSON.stringify({ ...parsedText(), traces: bent }));
    const bent = [trace('1'), trace('0'), `${trace('2')}x`, 'not one', 7, null, trace('g'), [trace('3')]];
    expect(withTraces(bent)).toMatchObject({ traces: [trace('1')] });
    expect(withTraces(Array.from({ length: 1000 }, () => trace('1')))).toMatchObject({
      traces: traces.slice(0, ENVELOPE_TRACES_MAX).map(() => trace('1')),
    });
    for (const none of ['text', {}, null, 7]) expect(withTraces(none)).not.toHaveProperty('traces');
    expect(serialiseEnvelope(clickEnvelope())).not.toContain('traces');
  });

  it('ignores members and columns that a newer sender may add', () => {
    const value = parsedText();
    const newer = { ...value, devices: ['phone'], events: [[...value.events[0]!, 'phone']] };
    expect(parseEnvelope(JSON.stringify(newer))).not.toHaveProperty('rejected');
  });

  it.each([
    ['', 'not JSON'],
    ['{"v":1', 'not JSON'],
    ['null', 'not an object'],
    ['7', 'not an object'],
    ['[]', 'unknown version'],
    ['{"v":2}', 'unknown version'],
    ['{"v":1}', 'bad batchId'],
    [JSON.stringify({ ...parsedText(), batchId: '' }), 'bad batchId'],
    [JSON.stringify({ ...parsedText(), batchId: 'x'.repeat(65) }), 'bad batchId'],
    [JSON.stringify({ ...parsedText(), source: 'a\0b' }), 'bad source'],
    [JSON.stringify({ ...parsedText(), seq: -1 }), 'bad seq'],
    [JSON.stringify({ ...parsedText(), seq: 1.5 }), 'bad seq'],
    [JSON.stringify({ ...parsedText(), cutAt: '2026-11-22' }), 'bad cutAt'],
    [JSON.stringify({ ...parsedText(), events: {} }), 'bad events'],
    [JSON.stringify({ ...parsedText(), agents: undefined }), 'bad agents'],
    [JSON.stringify({ ...parsedText(), events: [null] }), 'event 0: not an array'],
    [JSON.stringify({ ...parsedText(), events: Array.from({ length: 1001 }, () => []) }), 'too many events'],
    [JSON.stringify({ ...parsedText(), agents: [] }), 'event 0: bad agent'],
    [JSON.stringify({ ...parsedText(), agents: [7] }), 'event 0: bad agent'],
  ])('is refused with a reason (%#)', (text, reason) => {
    expect(rejection(text)).toBe(reason);
  });

  it('is refused when it is longer than any honest batch', () => {
    expect(rejection(' '.repeat(ENVELOPE_CHARACTERS_MAX + 1))).toBe('too long');
  });

  it.each([
    ['linkId', 7],
    ['linkId', '-1'],
    ['linkId', '007'],
    ['linkId', '1e3'],
    ['linkId', '9223372036854775808'],
    ['tenantId', null],
    ['name', 'x'.repeat(65)],
    ['at', -1],
    ['at', 1.5],
    ['at', 253_402_300_800_000],
    ['at', null],
    ['visitor', 'XYZ'],
    ['visitor', '0123456789abcdef0'],
    ['country', 'usa'],
    ['country', 'us'],
    ['referrerHost', 'x'.repeat(256)],
    ['language', 'x'.repeat(36)],
    ['agent', 'x'.repeat(2 ** 20)],
    ['agent', 'a\0b'],
    ['agent', 'a\ud800b'],
    ['replayed', 1],
  ])('is refused for a bad %s (%#)', (field, value) => {
    expect(rejection(withEvent({ [field]: value }))).toBe(`event 0: bad ${field}`);
  });

  it('takes the largest id', () => {
    expect(parseEnvelope(withEvent({ linkId: '9223372036854775807' }))).not.toHaveProperty('rejected');
  });

  it('never throws, whatever comes', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseEnvelope(text)));
  });
});

describe('headOf', () => {
  it('tells batch and source without parsing the rest', () => {
    const envelope = clickEnvelope({ source: 'lookup-7.a:b_c' });
    expect(headOf(serialiseEnvelope(envelope))).toEqual({
      batchId: envelope.batchId,
      source: 'lookup-7.a:b_c',
    });
  });

  it.each([
    '',
    'poison',
    '{"v":1',
    '{"v":9,"batchId":"a","source":"b",',
    '{"v":1,"batchId":"a\\"","source":"b",',
  ])('is undefined for anything else (%#)', (text) => {
    expect(headOf(text)).toBeUndefined();
  });
});
