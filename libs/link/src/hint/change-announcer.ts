import type { ClientProxy } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { nameOf, type Link } from '../link.entity.js';
import { CHANGES_PATTERN, type ChangeHint } from './change-hint.event.js';

/** Hints on their way at one time; while the channel is slow, the poll of changes tells the rest. */
export const HINTS_ON_THE_WAY_MAX = 100;

export interface AnnouncerCounters {
  published: number;
  failed: number;
  /** Not sent, since too many were on their way. */
  dropped: number;
}

/** Tells the fleet of changes that are committed. Nobody waits for it, and nothing fails with it. */
export class ChangeAnnouncer {
  readonly counters: AnnouncerCounters = { published: 0, failed: 0, dropped: 0 };
  private onTheWay = 0;

  constructor(private readonly client: Pick<ClientProxy, 'emit'>) {}

  announce(link: Link): void {
    if (this.onTheWay >= HINTS_ON_THE_WAY_MAX) {
      this.counters.dropped += 1;
      return;
    }
    const { version, slot } = link;
    void this.send({ v: 1, name: nameOf(link), version, slot, at: Date.now() });
  }

  private async send(hint: ChangeHint): Promise<void> {
    this.onTheWay += 1;
    try {
      await lastValueFrom(this.client.emit(CHANGES_PATTERN, hint), { defaultValue: undefined });
      this.counters.published += 1;
    } catch {
      this.counters.failed += 1;
    } finally {
      this.onTheWay -= 1;
    }
  }
}
