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

/**
 * The request at this place of what came, a character for a byte. `more`: there may be one when more comes. `other`: for
 * node:http to judge.
 */
export function readHead(text: string, at: number): RequestHead | 'more' | 'other' {
  HEAD.lastIndex = at;
  const match = HEAD.exec(text);
  if (!match) return isBegun(text.slice(at)) ? 'more' : 'other';
  const end = HEAD.lastIndex;
  const fields = end - at > laneLimits.headBytesMax ? undefined : fieldsOf(match[4]!);
  // What follows a last request is refused, and that is not for us.
  if (!fields || (fields.closes && end < text.length)) return 'other';
  return { method: match[1]!, url: match[2]!, name: match[3]!, end, ...fields };
}

function isBegun(text: string): boolean {
  if (text.length > laneLimits.headBytesMax) return false;
  return BEGUN.test(text) || 'GET /'.startsWith(text) || 'HEAD /'.startsWith(text);
}

/** Undefined when they make the request anything but a plain one. */
function fieldsOf(block: string): Pick<RequestHead, 'rawHeaders' | 'closes'> | undefined {
  const rawHeaders: string[] = [];
  let hosts = 0;
  let connection: string | undefined;
  for (let start = 0; start < block.length;) {
    const colon = block.indexOf(':', start);
    const stop = block.indexOf('\r\n', colon);
    const name = block.slice(start, colon);
    const value = block.slice(block[colon + 1] === ' ' ? colon + 2 : colon + 1, stop);
    rawHeaders.push(name, value);
    start = stop + 2;
    if (!DECISIVE_LENGTHS.has(name.length)) continue;
    const lower = name.toLowerCase();
    if (lower === 'host') hosts += 1;
    else if (lower === 'connection' && connection === undefined) connection = value.toLowerCase();
    else if (DECISIVE.includes(lower)) return undefined;
  }
  if (hosts !== 1 || rawHeaders.length > 2 * serviceLimits.headersMax) return undefined;
  if (connection !== undefined && connection !== 'keep-alive' && connection !== 'close') return undefined;
  return { rawHeaders, closes: connection === 'close' };
}
