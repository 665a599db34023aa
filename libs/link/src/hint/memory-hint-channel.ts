import { EventEmitter } from 'node:events';
import type { HintChannel } from './hint-channel.js';

const EVENT = 'hint';

/** The channel within one process. */
export class MemoryHintChannel implements HintChannel {
  private readonly emitter = new EventEmitter();

  async publish(text: string): Promise<void> {
    this.emitter.emit(EVENT, text);
  }

  subscribe(listener: (text: string) => void): { close(): void } {
    this.emitter.on(EVENT, listener);
    return { close: () => void this.emitter.off(EVENT, listener) };
  }
}
