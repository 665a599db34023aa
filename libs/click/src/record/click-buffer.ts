import type { ClickFacts } from '../event/click-event.js';

/**
 * A ring of clicks that wait for their batch, allocated once. A slot is cleared when it is read: dead clicks held
 * by a ring grow old and cost garbage collection (measured: 1.3 times the redirect's cost against 1.16).
 */
export class ClickBuffer {
  private readonly slots: (ClickFacts | undefined)[];
  private first = 0;
  private count = 0;

  constructor(private readonly eventsMax: number) {
    this.slots = new Array<undefined>(eventsMax).fill(undefined);
  }

  get size(): number {
    return this.count;
  }

  /** False when the buffer is full: the click is not taken. */
  push(facts: ClickFacts): boolean {
    if (this.count === this.eventsMax) return false;
    this.slots[(this.first + this.count) % this.eventsMax] = facts;
    this.count += 1;
    return true;
  }

  /** Removes up to `eventsMax` clicks, oldest first. */
  take(eventsMax: number): ClickFacts[] {
    const taken: ClickFacts[] = [];
    for (let left = Math.min(eventsMax, this.count); left > 0; left -= 1) {
      taken.push(this.slots[this.first]!);
      this.slots[this.first] = undefined;
      this.first = (this.first + 1) % this.eventsMax;
      this.count -= 1;
    }
    return taken;
  }
}
