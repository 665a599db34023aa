/** A small server of a process of its own that answers as the product does, to be compared with it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';

/** What a peer answers: names to locations, and the fields beside the location, in their order. */
export interface PeerAnswers {
  readonly links: readonly (readonly [name: string, location: string])[];
  readonly fields: readonly string[];
}

/** Where a peer finds links that are not in its memory. */
export interface RigAddress {
  readonly portBase: number;
}

/** Which file it is: `bare` is `bare-redirect.server.ts`. */
export type PeerKind = 'socket' | 'bare' | 'fastify' | 'nest' | 'parent';

/** Set by node:http itself, on every side, or by each answer. */
const OWN_FIELDS = new Set(['date', 'connection', 'keep-alive', 'location']);

export class Peer {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#process = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** @param message what the peer of this kind has to know. */
  static async start(kind: PeerKind, message: PeerAnswers | RigAddress): Promise<Peer> {
    const child = fork(join(import.meta.dirname, `${kind}-redirect.server.ts`), {
      env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    });
    child.send(message);
    const [port] = (await once(child, 'message')) as [number];
    return new Peer(child, port);
  }

  get pid(): number {
    return this.#process.pid!;
  }

  async stop(): Promise<void> {
    this.#process.disconnect();
    await once(this.#process, 'exit');
  }
}

/** The fields of an answer of the product, in order, without those that others set. */
export async function fieldsOf(url: string): Promise<string[]> {
  const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
  response.resume();
  const { rawHeaders } = response;
  return rawHeaders.filter((_, index) => !OWN_FIELDS.has(rawHeaders[index - (index % 2)]!.toLowerCase()));
}

/** In the peer: what it has to know. */
export async function told<Message extends PeerAnswers | RigAddress>(): Promise<Message> {
  process.on('disconnect', () => process.exit());
  const [message] = (await once(process, 'message')) as [Message];
  return message;
}

/** In a peer that has all links in memory: what it is to answer; the fields also by name. */
export async function peerAnswers() {
  const { links, fields } = await told<PeerAnswers>();
  const pairs = fields.flatMap((name, index) =>
    index % 2 === 0 ? [[name, fields[index + 1]!] as const] : [],
  );
  return { links: new Map(links), fields, headers: Object.fromEntries(pairs) };
}
