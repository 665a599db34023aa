import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { problemBody, PROBLEM_MEDIA_TYPE } from '@fleetlink/problem';
import { nanoid } from 'nanoid';
import { responseOn } from './busy-socket.js';
import { serviceLimits } from '../shell/service.settings.js';
import { problemOfStatus } from './request.errors.js';

/** Connections whose body is a stream of its own length: their silence is bounded, not their total time. */
const unhurried = new WeakSet<Socket>();

/** Lifts REQUEST_TIMEOUT_MS from a request whose body is read as it comes. */
export function boundSilenceOnly(request: IncomingMessage): void {
  const { socket } = request;
  unhurried.add(socket);
  socket.setTimeout(serviceLimits.streamSilenceMs);
  request.once('close', () => unhurried.delete(socket));
}

const TIMEOUT = 'ERR_HTTP_REQUEST_TIMEOUT';

/** Answers what Node's parser refuses before there is a request: bad heads, huge heads, late ones. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === TIMEOUT && unhurried.has(socket)) return;
  if (error.code === 'ECONNRESET' || !socket.writable || responseOn(socket)?.headersSent) {
    socket.destroy();
    return;
  }
  socket.end(rawAnswer(statusOf(error.code)), () => socket.destroy());
}

function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === TIMEOUT ? 408 : 400;
}

function rawAnswer(status: number): string {
  const requestId = nanoid();
  const body = JSON.stringify(problemBody(problemOfStatus(status).problem, { status, requestId }));
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'Cache-Control: no-store',
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
