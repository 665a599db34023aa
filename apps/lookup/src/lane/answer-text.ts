import { STATUS_CODES, validateHeaderValue } from 'node:http';
import { serviceLimits } from '@fleetlink/service';
import type { Answer } from '../redirect/answer.js';

const KEPT = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(serviceLimits.keepAliveMs / 1000)}\r\n\r\n`;
const LAST = 'Connection: close\r\n\r\n';

/**
 * The answer as node:http would write it, a character for a byte.
 * @throws {TypeError} for a field that would break the head, as node:http does.
 */
export function answerText({ status, head, body }: Answer, method: string, isLast: boolean): string {
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
  for (let index = 0; index < head.length; index += 2) {
    const name = head[index]!;
    const value = head[index + 1]!;
    validateHeaderValue(name, value);
    text += `${name}: ${value}\r\n`;
  }
  text += dateField(Date.now()) + (isLast ? LAST : KEPT);
  return body === '' || method === 'HEAD' ? text : text + Buffer.from(body).toString('latin1');
}

let dated = { second: 0, field: '' };

/** Made once a second. */
function dateField(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  if (dated.second !== second) dated = { second, field: `Date: ${new Date(nowMs).toUTCString()}\r\n` };
  return dated.field;
}
