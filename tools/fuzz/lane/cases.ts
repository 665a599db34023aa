/** What is sent: mostly what browsers and proxies send, and everything that two readers of HTTP have disagreed about. */
import fc from 'fast-check';
import { ODD_FIELDS, USUAL_FIELDS } from './field-corpus.ts';
import { AWAITED, NAMES } from './lane-app.ts';
import { BODIES, NASTY, ODD_METHODS, ODD_QUERIES, ODD_TARGETS, QUERIES } from './request-corpus.ts';

/** Bytes of one connection, a character for a byte. */
export interface Case {
  readonly bytes: string;
  /** Where the bytes are cut into packets, as shares of their length. */
  readonly cuts: readonly number[];
  /** Whether the client's end follows at once, instead of when all is quiet. */
  readonly endsAtOnce: boolean;
}

const known = fc.constantFrom(...NAMES);
const nobody = fc.constantFrom('nobody-has-this', 'abc', 'a_-', 'x'.repeat(64), 'api', '---', '000');
const awaited = fc.constantFrom(...AWAITED);
const name = fc.oneof(
  { arbitrary: known, weight: 6 },
  { arbitrary: nobody, weight: 2 },
  { arbitrary: awaited, weight: 2 },
);

const target = fc.oneof(
  {
    arbitrary: fc.tuple(name, mostly(QUERIES, ODD_QUERIES, 12)).map(([one, query]) => `/${one}${query}`),
    weight: 15,
  },
  { arbitrary: fc.constantFrom(...ODD_TARGETS), weight: 1 },
);

const method = mostly(['GET', 'GET', 'GET', 'HEAD'], ODD_METHODS, 20);
const version = mostly(
  ['HTTP/1.1'],
  [
    'HTTP/1.0',
    'HTTP/1.2',
    'HTTP/2.0',
    'HTTP/0.9',
    'HTTP/9.9',
    'http/1.1',
    'HTTP/1.1 ',
    'HTTP/1.10',
    'HTTP/01.1',
    'HTTP/1',
    'HTTP/1,1',
    'RTSP/1.0',
    'ICE/1.0',
    'HTTP/\x001.1',
    '',
  ],
  30,
);
const space = mostly([' '], ['  ', '\t', '', '\v', '\f', '\xa0', '\r', ' \r'], 60);
const lineEnd = mostly(['\r\n'], ['\n', '\r', '\r\r\n', '\n\r', ' \r\n', '\r \n', '\0\r\n', ''], 120);

const usualField = fc.constantFrom(...USUAL_FIELDS);
const host = mostly(
  [['Host: go.example'], ['host: 127.0.0.1:8082']],
  [[], ['Host: a', 'Host: b'], ['Host: a', 'Host: a'], ['HOST: a, b']],
  25,
);
const fields = fc
  .tuple(
    host,
    fc.array(usualField, { maxLength: 7 }),
    mostly<readonly string[]>(
      [[]],
      ODD_FIELDS.map((field) => [field]),
      6,
    ),
    fc.nat(8),
  )
  .map(([hosts, usual, odd, place]) => {
    const all = [...hosts, ...usual];
    return all.toSpliced(Math.min(place, all.length), 0, ...odd);
  });

const body = mostly([''], BODIES, 12);

const request = fc
  .tuple(method, space, target, space, version, lineEnd, fields, lineEnd, lineEnd, body)
  .map(([verb, first, path, second, protocol, end, lines, fieldEnd, headEnd, rest]) =>
    [
      `${verb}${first}${path}${second}${protocol}${end}`,
      ...lines.map((line, index) => line + (index === 0 ? fieldEnd : '\r\n')),
      headEnd,
      rest,
    ].join(''),
  );

/** A whole head that nothing is wrong with: what comes after it is met on a connection that has been used. */
const plain = fc
  .tuple(name, fc.array(usualField, { maxLength: 4 }))
  .map(
    ([one, lines]) =>
      `GET /${one} HTTP/1.1\r\nHost: go.example\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`,
  );

interface Edit {
  readonly at: number;
  readonly length: number;
  readonly by: string;
}

/** Puts a nasty string in the place of some bytes. */
const edit: fc.Arbitrary<Edit> = fc.record({
  at: share(),
  length: fc.nat(3),
  by: fc.constantFrom(...NASTY, ''),
});

export const cases: fc.Arbitrary<Case> = fc
  .record({
    requests: fc.array(fc.oneof({ arbitrary: request, weight: 3 }, { arbitrary: plain, weight: 2 }), {
      minLength: 1,
      maxLength: 5,
    }),
    edits: fc.oneof(
      { arbitrary: fc.constant<Edit[]>([]), weight: 3 },
      { arbitrary: fc.array(edit, { minLength: 1, maxLength: 2 }), weight: 1 },
    ),
    keeps: fc.oneof({ arbitrary: fc.constant(1), weight: 8 }, { arbitrary: share(), weight: 1 }),
    cuts: fc.oneof(
      { arbitrary: fc.constant([]), weight: 2 },
      { arbitrary: fc.array(share(), { maxLength: 3 }), weight: 2 },
    ),
    endsAtOnce: fc.boolean(),
  })
  .map(({ requests, edits, keeps, cuts, endsAtOnce }) => {
    const edited = edits.reduce((bytes: string, { at, length, by }: Edit) => {
      const start = Math.floor(at * bytes.length);
      return bytes.slice(0, start) + by + bytes.slice(start + length);
    }, requests.join(''));
    const bytes = edited.slice(0, Math.ceil(keeps * edited.length));
    // Who leaves before an answer that is waited for gets it from the lane alone.
    return { bytes, cuts, endsAtOnce: endsAtOnce && !bytes.includes('slow') };
  })
  // Node cuts the connection at once, and what it had answered before is lost or not by the turn of the loop.
  .filter(({ bytes }) => bytes.lastIndexOf('CONNECT') <= 0);

export function packetsOf({ bytes, cuts }: Case): string[] {
  const places = [...new Set(cuts.map((cut) => Math.floor(cut * bytes.length)))]
    .filter((place) => place > 0)
    .toSorted((a, b) => a - b);
  return [0, ...places].map((place, index) => bytes.slice(place, places[index]));
}

function share(): fc.Arbitrary<number> {
  return fc.nat(999).map((thousandths) => thousandths / 1_000);
}

/** One of the odd ones once in `every` times. */
function mostly<Value>(usual: readonly Value[], odd: readonly Value[], every: number): fc.Arbitrary<Value> {
  return fc.oneof(
    { arbitrary: fc.constantFrom(...usual), weight: every - 1 },
    { arbitrary: fc.constantFrom(...odd), weight: 1 },
  );
}
