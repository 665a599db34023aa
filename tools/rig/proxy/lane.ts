import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { FaultSwitch } from './fault-switch.ts';
import type { InjectedFault } from './injected-fault.ts';

/** Bytes on their way that one direction of a connection may hold; then its sender has to wait. */
const QUEUE_BYTES_MAX = 1_048_576;

/** A throttled direction moves this often, or a byte at a time if that is slower. */
const THROTTLE_MOVES_PER_SECOND = 20;

interface Chunk {
  readonly bytes: Buffer;
  readonly arrivedAt: number;
}

/** One direction of one connection. */
export class Lane {
  /** True once bytes were eaten: such a stream must never go on. */
  hasHole = false;
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #faults: FaultSwitch;
  readonly #queue: Chunk[] = [];
  #queuedBytes = 0;
  #isEnded = false;
  #wake: () => void = () => {};

  constructor(from: Socket, to: Socket, faults: FaultSwitch) {
    this.#from = from;
    this.#to = to;
    this.#faults = faults;
    from.on('data', (bytes: Buffer) => this.#take(bytes));
    from.once('end', () => this.#finish());
    from.once('close', () => this.#finish());
    void this.#pump();
  }

  #take(bytes: Buffer): void {
    this.#queue.push({ bytes, arrivedAt: performance.now() });
    this.#queuedBytes += bytes.length;
    if (this.#queuedBytes > QUEUE_BYTES_MAX) this.#from.pause();
    this.#wake();
  }

  #finish(): void {
    this.#isEnded = true;
    this.#wake();
  }

  async #pump(): Promise<void> {
    for (;;) {
      const chunk = this.#queue.shift();
      if (chunk !== undefined) {
        await this.#deliver(chunk);
        this.#queuedBytes -= chunk.bytes.length;
        this.#from.resume();
      } else if (this.#isEnded) {
        return this.#passEnd();
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  async #deliver({ bytes, arrivedAt }: Chunk): Promise<void> {
    for (let rest = bytes; rest.length > 0;) {
      const { fault } = this.#faults;
      if (fault.kind === 'half-open' || this.#to.destroyed) {
        this.hasHole = true;
        return;
      }
      const piece = rest.subarray(0, pieceBytes(fault, rest.length));
      const waitMs = waitBefore(fault, piece.length, performance.now() - arrivedAt);
      // with another fault in force, everything is reckoned anew
      if (waitMs > 0 && !(await this.#faults.wait(waitMs)) && this.#faults.fault !== fault) continue;
      await this.#write(piece);
      rest = rest.subarray(piece.length);
    }
  }

  async #write(piece: Buffer): Promise<void> {
    if (this.#to.destroyed || this.#to.write(piece)) return;
    await Promise.race([once(this.#to, 'drain'), once(this.#to, 'close')]).catch(() => undefined);
  }

  /** The end of a stream travels like its bytes: a network that eats those eats it as well. */
  #passEnd(): void {
    if (this.#faults.fault.kind === 'half-open') this.hasHole = true;
    else this.#to.end();
  }
}

function pieceBytes(fault: InjectedFault, length: number): number {
  if (fault.kind !== 'throttle') return length;
  return Math.min(length, Math.max(1, Math.floor(fault.bytesPerSecond / THROTTLE_MOVES_PER_SECOND)));
}

function waitBefore(fault: InjectedFault, length: number, ageMs: number): number {
  if (fault.kind === 'throttle') return (length / fault.bytesPerSecond) * 1000;
  return fault.kind === 'delay' ? fault.ms - ageMs : 0;
}
