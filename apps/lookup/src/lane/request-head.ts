import { serviceLimits } from '@fleetlink/service';
import { laneLimits } from '../lookup.settings.js';

/** A GET or HEAD of a plain name, read from a connection. */
export interface RequestHead {
  readonly method: string;
  readonly url: string;
  readonly name: string;
  /** Names and values in turn, as node:http has them. */
  readonly rawHeaders: readonly string[];
  /** Whether the client asked for the connection to end with the answer. */
  readonly closes: boolean;
  /** Where the next request begins. */
  readonly end: number;
}

/**
 * Less than RFC 9112 allows, so that whoever reads it by the RFC reads the same: one space between the parts, lines end
 * with CR LF, fields have token names and values without a space at either end, nothing is folded.
 */
const HEAD =
  /(GET|HEAD) (\/([\w-]{3,64})(?:\?[!-"$-~]*)?) HTTP\/1\.1\r\n((?:[!#$%&'*+.^`|~\w-]+: ?(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?\r\n)+)\r\n/y;

/** What may still become such a head. */
const BEGUN = /^(?:GET|HEAD) \/[ -~]*(?:\r\n[^\r\n]+)*(?:\r\n?|\r\n\r)?$/;

/** Fields that say where a message ends or what becomes of the connection. */
const DECISIVE = [
  'host',
  'connection',
  'proxy-connection',
  'upgrade',
  'expect',
  'content-length',
  'transfer-encoding',
];

const DECISIVE_LENGTHS = new Set(DECISIVE.map(({ length }) => length));

/** Those that a plain request has, and whether it is the last one of its connection. */
const PLAIN: ReadonlyMap<string, boolean> = new Map([
  ['host', false],
  ['host connection:keep-alive', false],
  ['connection:keep-alive host', false],
  ['host connection:close', true],
  ['connection:close host', true],
]);

/**
 * The request at this place of what came, a character for a byte. `more`: there may be one when more comes. `other`: for
 * node:http to judge.
 */
export function readHead(text: string, at: number): RequestHead | 'more' | 'other' {
  HEAD.lastIndex = at;
  const match = HEAD.exec(text);
  if (!match) return isBegun(text.slice(at)) ? 'more' : 'other';
  const end = HEAD.lastIndex;
  const rawHeaders = fieldsOf(match[4]!);
  const closes = end - at > laneLimits.headBytesMax ? undefined : closingOf(rawHeaders);
  // What follows a last request is refused, and that is not for us.
  if (closes === undefined || (closes && end < text.length)) return 'other';
  return { method: match[1]!, url: match[2]!, name: match[3]!, rawHeaders, closes, end };
}

function isBegun(text: string): boolean {
  if (text.length > laneLimits.headBytesMax) return false;
  return BEGUN.test(text) || 'GET /'.startsWith(text) || 'HEAD /'.startsWith(text);
}

function fieldsOf(block: string): string[] {
  const rawHeaders: string[] = [];
  for (let start = 0; start < block.length;) {
    const colon = block.indexOf(':', start);
    const stop = block.indexOf('\r\n', colon);
    rawHeaders.push(
      block.slice(start, colon),
      block.slice(block[colon + 1] === ' ' ? colon + 2 : colon + 1, stop),
    );
    start = stop + 2;
  }
  return rawHeaders;
}

/** Whether the client wants the connection to end with the answer; undefined when the request is not a plain one. */
function closingOf(rawHeaders: readonly string[]): boolean | undefined {
  if (rawHeaders.length > 2 * serviceLimits.headersMax) return undefined;
  const decisive: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (!DECISIVE_LENGTHS.has(name.length)) continue;
    const lower = name.toLowerCase();
    if (lower === 'connection') decisive.push(`connection:${rawHeaders[index + 1]!.toLowerCase()}`);
    else if (DECISIVE.includes(lower)) decisive.push(lower);
  }
  return PLAIN.get(decisive.join(' '));
}
