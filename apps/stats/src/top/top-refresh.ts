import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { TopLinks } from '@fleetlink/click';
import { ServiceLog } from '@fleetlink/service';

/** Top lists are about this old at most. */
const REFRESH_AFTER_SECONDS = 300;

/** Any of the stats processes may find that it is time; the view's lock and age see to it that one refreshes. */
const LOOK_EVERY_MS = 60_000;

/** Keeps the top lists fresh. */
@Injectable()
export class TopRefresh implements OnModuleInit, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly top: TopLinks,
    private readonly log: ServiceLog,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    try {
      const outcome = await this.top.refresh(REFRESH_AFTER_SECONDS);
      if (outcome.state === 'refreshed') this.log.info(outcome, 'the top lists are refreshed');
    } catch (error) {
      this.log.warn({ err: error }, 'the top lists were not refreshed');
    }
  }
}
