import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { serviceLimits, type Drain, type ServiceLog } from '@fleetlink/service';
import { laneLimits } from '../lookup.settings.js';
import type { Redirects } from '../redirect/redirects.js';
import { LaneConnection, type Lane } from './lane-connection.js';

export interface SocketFrontParts {
  readonly server: Server;
  readonly redirects: Redirects;
  readonly log: ServiceLog;
  readonly drain: Drain;
}

type Reader = (this: Server, socket: Socket) => void;

/**
 * Names are answered from the bytes of the connection, before node:http reads any. What is not a plain GET or HEAD of a
 * name is its business: the connection is handed over with its bytes, answered once, and closed, so that a proxy's next
 * requests come on a new one.
 */
export class SocketFront implements Lane {
  looks = 0;
  isClosing = false;
  readonly looksMax = {
    first: looksWithin(serviceLimits.headersTimeoutMs),
    rest: laneLimits.looksAtSlowHead,
    next: looksWithin(serviceLimits.keepAliveMs),
  };
  /** Connections, and those of them that were handed over. */
  readonly redirects: Redirects;
  readonly counters = { taken: 0, handedOver: 0 };
  private readonly connections = new Set<LaneConnection>();
  private readonly read: Reader;

  private readonly server: Server;
  private readonly log: ServiceLog;

  constructor({ server, redirects, log, drain }: SocketFrontParts) {
    this.server = server;
    this.redirects = redirects;
    this.log = log;
    // node:http's own listener is the first: the server was made with it.
    this.read = server.listeners('connection')[0] as Reader;
    server.off('connection', this.read).on('connection', (socket) => this.take(socket));
    server.prependListener('request', (_request, response) => void (response.shouldKeepAlive = false));
    const timer = setInterval(() => this.look(), serviceLimits.connectionsCheckMs).unref();
    server.once('close', () => clearInterval(timer));
    drain.whenClosing(() => void (this.isClosing = true));
  }

  handOver(socket: Socket): void {
    this.counters.handedOver += 1;
    this.read.call(this.server, socket);
  }

  refuse(code: string, socket: Socket): void {
    this.server.emit('clientError', Object.assign(new Error(code), { code }), socket);
  }

  fail(error: unknown, socket: Socket): void {
    this.log.error({ err: error }, 'request failed');
    socket.destroy();
  }

  leave(connection: LaneConnection): void {
    this.connections.delete(connection);
  }

  private take(socket: Socket): void {
    this.counters.taken += 1;
    this.connections.add(new LaneConnection(socket, this));
  }

  private look(): void {
    this.looks += 1;
    for (const connection of this.connections) connection.look();
  }
}

function looksWithin(ms: number): number {
  return Math.ceil(ms / serviceLimits.connectionsCheckMs);
}
