import { Duplex } from 'node:stream';

/** The server's end of a connection in memory: what a client sends is pushed, what it would get is kept. */
export class MemorySocket extends Duplex {
  /** Everything written, a character for a byte. */
  written = '';
  private hasSentEnd = false;

  constructor() {
    super({ allowHalfOpen: true });
  }

  /** Whether the server has sent its end, or cut the connection. */
  get hasEnded(): boolean {
    return this.hasSentEnd || this.destroyed;
  }

  get remoteAddress(): string | undefined {
    return this.destroyed ? undefined : '127.0.0.1';
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written += chunk.toString('latin1');
    done();
  }

  override _final(done: () => void): void {
    this.hasSentEnd = true;
    done();
  }
}
