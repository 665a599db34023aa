/** Sends the bytes of one case to a server, and tells everything that came of it. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClickFacts } from '@fleetlink/click';
import { packetsOf, type Case } from './cases.ts';
import type { LaneApp } from './lane-app.ts';
import { MemorySocket } from './memory-socket.ts';

export interface Outcome {
  /** All that the client gets, a character for a byte. */
  readonly text: string;
  /** Whether the server closed before the client did; unknown where nobody looked. */
  readonly isClosedEarly: boolean | undefined;
  readonly clicks: readonly ClickFacts[];
  readonly isHandedOver: boolean;
}

/** Turns of the event loop without a byte after which all is quiet. */
const QUIET_TURNS = 4;
const TURNS_MAX = 2_000;

export async function exchangeInMemory(app: LaneApp, one: Case): Promise<Outcome> {
  const before = app.handedOver();
  const socket = new MemorySocket();
  app.server.emit('connection', socket);
  for (const packet of packetsOf(one)) {
    if (packet !== '' && !socket.destroyed) socket.push(packet, 'latin1');
    // An answer that is awaited comes before the next packet, or not: by a turn that a hand-over may cost.
    await quiet(socket);
  }
  if (!one.endsAtOnce) await quiet(socket);
  const isClosedEarly = one.endsAtOnce ? undefined : socket.hasEnded;
  const text = await end(socket);
  return { text, isClosedEarly, clicks: app.clicks.splice(0), isHandedOver: app.handedOver() > before };
}

/** The client's end. @returns all that the server wrote. */
async function end(socket: MemorySocket): Promise<string> {
  if (!socket.destroyed) socket.push(null);
  for (let turns = 0; !socket.destroyed && turns < TURNS_MAX; turns += 1) await turn();
  const text = socket.destroyed ? socket.written : `${socket.written}\n(does not close)`;
  socket.destroy();
  return text;
}

async function quiet(socket: MemorySocket): Promise<void> {
  let length = -1;
  let turns = 0;
  while (turns < QUIET_TURNS && !socket.destroyed) {
    turns = socket.written.length === length ? turns + 1 : 0;
    length = socket.written.length;
    await turn();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const PACKET_PAUSE_MS = 1;
const ANSWER_PAUSE_MS = 15;
const SILENCE_MS = 10_000;

/** Over a real connection. @returns undefined if the server reset it: then nobody knows what got lost. */
export async function exchangeOverTcp(app: LaneApp, one: Case): Promise<Outcome | undefined> {
  const before = app.handedOver();
  const socket = connect({ port: app.port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  let text = '';
  let isReset = false;
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => (isReset = true)).setTimeout(SILENCE_MS, () => socket.destroy());
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.on('end', () => socket.end());
  await once(socket, 'connect');
  for (const packet of packetsOf(one)) {
    if (socket.writable) socket.write(packet, 'latin1');
    await pause(PACKET_PAUSE_MS);
  }
  if (!one.endsAtOnce) await pause(ANSWER_PAUSE_MS);
  socket.end();
  await closed;
  const clicks = app.clicks.splice(0);
  return isReset
    ? undefined
    : { text, isClosedEarly: undefined, clicks, isHandedOver: app.handedOver() > before };
}
