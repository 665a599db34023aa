import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { isBusy, responseOn } from '../request/busy-socket.js';
import { serviceLimits } from './service.settings.js';

/**
 * What a service does between "stop" and its end. Inject it to say what would be lost by a forced end, or
 * to close a front of your own when the service stops accepting.
 */
export class Drain {
  private readonly counts = new Map<string, () => number>();
  private readonly acts: (() => void)[] = [];

  /** @param count units of work that only this process holds now, such as clicks not yet handed over. */
  watch(name: string, count: () => number): void {
    this.counts.set(name, count);
  }

  /** Runs `act` when the service stops accepting connections. */
  whenClosing(act: () => void): void {
    this.acts.push(act);
  }

  stopAccepting(): void {
    for (const act of this.acts) act();
  }

  /** What would be lost if the process ended now, by name; zeros are left out. */
  left(): Readonly<Record<string, number>> {
    const counted = [...this.counts].map(([name, count]) => [name, count()] as const);
    return Object.fromEntries(counted.filter(([, count]) => count > 0));
  }
}

/** Follows the connections of one server, so that closing it cuts no answer short. */
export class ConnectionDrain {
  private readonly sockets = new Set<Socket>();

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  /** Requests that have begun and are not answered yet. */
  inFlight(): number {
    return [...this.sockets].filter(isBusy).length;
  }

  /**
   * Stops accepting and resolves when nothing is in flight. Connections are told to close with their next
   * answer; idle ones may bring one more request for `lingerMs`, since a proxy may be sending it already.
   */
  async run(lingerMs: number): Promise<void> {
    // Not http's own close(), which cuts idle connections at once.
    NetServer.prototype.close.call(this.server);
    this.server.prependListener('request', sayClose);
    for (const socket of this.sockets) sayClose(undefined, responseOn(socket));
    const lingerEnd = performance.now() + lingerMs;
    while (this.inFlight() > 0 || (this.sockets.size > 0 && performance.now() < lingerEnd))
      await pause(serviceLimits.drainPollMs);
    // Not http's closeIdleConnections(), which spares those that never sent anything until their head is overdue.
    for (const socket of this.sockets) if (!isBusy(socket)) socket.destroy();
  }
}

function sayClose(_request: IncomingMessage | undefined, response: ServerResponse | undefined): void {
  if (response && !response.headersSent) response.setHeader('Connection', 'close');
}
