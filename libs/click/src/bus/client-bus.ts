import type { ClientProxy } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { CLICKS_PATTERN } from '../event/click-envelope.js';
import type { ClickBus } from '../record/spool-sender.js';

/** Sends clicks through a Nest client whose `emit` completes once the envelope is safe. */
export function busOver(client: Pick<ClientProxy, 'emit'>): ClickBus {
  return {
    async send(envelope: string): Promise<void> {
      await lastValueFrom(client.emit(CLICKS_PATTERN, envelope), { defaultValue: undefined });
    },
  };
}
