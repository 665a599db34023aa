/** Sends at a fixed rate, whether answers come or not: what waits counts from the moment it was due. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { percentile } from '../demo/latency.ts';
import { BROWSER_HEADERS } from './load-sender.ts';

export interface OpenLoopResult {
  readonly sent: number;
  /** Requests that got another answer than a redirect, or none. */
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const OPENING_AT_ONCE = 200;
const LAST_ANSWERS_MS_MAX = 5_000;
const HEAD_END = '\r\n\r\n';

export class OpenLoop {
  readonly #requests: readonly Buffer[];
  readonly #address: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  readonly #idle: KeptConnection[] = [];
  /** When each of the requests was due that no connection was free for. */
  readonly #waiting: number[] = [];
  #times: number[] = [];
  #sent = 0;

  constructor(url: string, paths: readonly string[]) {
    const { hostname: host, port, host: authority } = new URL(url);
    this.#address = { host, port: Number(port) };
    const fields = Object.entries({ host: authority, ...BROWSER_HEADERS });
    const text = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const requestOf = (path: string) => Buffer.from(`GET ${path} HTTP/1.1\r\n${text}\r\n`);
    const requests = new Map([...new Set(paths)].map((path) => [path, requestOf(path)]));
    this.#requests = paths.map((path) => requests.get(path)!);
  }

  /** Opens so many connections more. */
  async open(count: number): Promise<void> {
    for (let opened = 0; opened < count; opened += OPENING_AT_ONCE)
      await Promise.all(
        Array.from({ length: Math.min(OPENING_AT_ONCE, count - opened) }, () => this.#connect()),
      );
  }

  /** Connections take turns. */
  async send(perSecond: number, seconds: number): Promise<OpenLoopResult> {
    [this.#times, this.#sent] = [[], 0];
    const total = Math.floor(perSecond * seconds);
    const startMs = performance.now();
    for (let due = 0; due < total; await turn()) {
      const now = Math.min(total, Math.floor(((performance.now() - startMs) * perSecond) / 1000));
      for (; due < now; due += 1) this.#ask(startMs + (due * 1000) / perSecond);
    }
    await this.#lastAnswers();
    const sorted = Float64Array.from(this.#times).sort();
    const failed = total - sorted.length;
    return { sent: total, failed, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) };
  }

  /** After this, others can be opened. */
  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
    this.#idle.length = this.#waiting.length = 0;
  }

  #ask(dueMs: number): void {
    const connection = this.#idle.shift();
    if (connection) this.#write(connection, dueMs);
    else this.#waiting.push(dueMs);
  }

  #write(connection: KeptConnection, dueMs: number): void {
    connection.dueMs = dueMs;
    connection.socket.write(this.#requests[this.#sent % this.#requests.length]!);
    this.#sent += 1;
  }

  async #connect(): Promise<void> {
    const socket = connect({ ...this.#address, noDelay: true });
    await once(socket, 'connect');
    this.#sockets.add(socket);
    const connection: KeptConnection = { socket, dueMs: 0, head: '' };
    socket.on('data', (bytes: Buffer) => this.#hear(connection, bytes.toString('latin1')));
    // What a broken connection owes is missing from the times.
    socket.on('error', () => socket.destroy());
    this.#idle.push(connection);
  }

  /** Redirects have no body, so the end of a head is the end of an answer. */
  #hear(connection: KeptConnection, text: string): void {
    connection.head += text;
    if (!connection.head.endsWith(HEAD_END)) return;
    // Another answer is missing from the times.
    if (connection.head.startsWith('HTTP/1.1 302')) this.#times.push(performance.now() - connection.dueMs);
    connection.head = '';
    const waited = this.#waiting.shift();
    if (waited === undefined) this.#idle.push(connection);
    else this.#write(connection, waited);
  }

  async #lastAnswers(): Promise<void> {
    const giveUpAt = performance.now() + LAST_ANSWERS_MS_MAX;
    while (this.#idle.length < this.#sockets.size && performance.now() < giveUpAt) await turn();
  }
}

interface KeptConnection {
  readonly socket: Socket;
  dueMs: number;
  head: string;
}
