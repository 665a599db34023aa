import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { FaultSwitch } from './fault-switch.ts';
import type { InjectedFault } from './injected-fault.ts';
import { Lane } from './lane.ts';

const HOST = '127.0.0.1';

/** A TCP proxy before one server, which passes everything on until it is told not to. */
export class FaultProxy {
  readonly #target: number;
  readonly #faults = new FaultSwitch();
  readonly #connections = new Set<Connection>();
  readonly #server: Server;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
  }

  static async listen(port: number, target: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    proxy.#server.listen(port, HOST);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get fault(): InjectedFault {
    return this.#faults.fault;
  }

  /** Takes effect at once, also on the connections that there are. */
  set(fault: InjectedFault): void {
    this.#faults.set(fault);
    if (fault.kind === 'half-open') return;
    for (const connection of this.#connections)
      if (fault.kind === 'reset' || connection.hasHole) connection.reset();
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const connection of this.#connections) connection.reset();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    client.on('error', () => undefined);
    if (this.#faults.fault.kind === 'reset') return void client.resetAndDestroy();
    const isSilent = this.#faults.fault.kind === 'half-open';
    const connection = isSilent ? new Connection(client) : this.#connected(client);
    this.#connections.add(connection);
    connection.whenOver(() => this.#connections.delete(connection));
  }

  #connected(client: Socket): Connection {
    const server = connect({ port: this.#target, host: HOST, allowHalfOpen: true, noDelay: true });
    server.on('error', () => undefined);
    return new Connection(client, {
      socket: server,
      lanes: [new Lane(client, server, this.#faults), new Lane(server, client, this.#faults)],
      breaksOff: () => this.#faults.fault.kind !== 'half-open',
    });
  }
}

interface OtherSide {
  readonly socket: Socket;
  readonly lanes: readonly Lane[];
  /** Whether the end of one socket is felt at the other. */
  readonly breaksOff: () => boolean;
}

/** A client and, unless the network was already dead when it came, its server. */
class Connection {
  readonly #client: Socket;
  readonly #other: OtherSide | undefined;
  #isTorn = false;

  constructor(client: Socket, other?: OtherSide) {
    this.#client = client;
    this.#other = other;
    if (other === undefined) {
      // what a dead network carries is read by nobody
      client.resume();
    } else {
      client.once('close', (hadError) => this.#pass(hadError, other.socket));
      other.socket.once('close', (hadError) => this.#pass(hadError, client));
    }
  }

  get hasHole(): boolean {
    return this.#isTorn || this.#other === undefined || this.#other.lanes.some(({ hasHole }) => hasHole);
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#other?.socket.resetAndDestroy();
  }

  whenOver(tell: () => void): void {
    const sockets = [this.#client, ...(this.#other ? [this.#other.socket] : [])];
    for (const socket of sockets)
      socket.once('close', () => {
        if (sockets.every(({ closed, destroyed }) => closed || destroyed)) tell();
      });
  }

  /** A broken side breaks the other; a clean end is passed on by the lanes. */
  #pass(hadError: boolean, other: Socket): void {
    if (!this.#other!.breaksOff()) this.#isTorn = true;
    else if (hadError) other.resetAndDestroy();
  }
}
