import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { ClickEnvelope } from '../event/click-envelope.js';
import { ClickBatchController } from '../tally/click-batch.controller.js';
import { TallyCounters } from '../tally/tally-counters.js';
import { TallyStore, type TallyOutcome } from '../tally/tally.store.js';

/** What the tally of the microservice says of every group. */
export const tallyOutcome: TallyOutcome = {
  batches: 1,
  duplicates: 0,
  tooLateBatches: 0,
  clicks: 1,
  bots: 0,
  tooOld: 0,
  tooFarAhead: 0,
};

@Module({})
class TallyModule {}

/** A consumer as the stats app runs it: a Nest microservice with the controller of this lib. */
export async function tallyMicroservice(
  strategy: CustomTransportStrategy,
  apply: (envelopes: ClickEnvelope[]) => Promise<void>,
) {
  const tally = {
    async apply(envelopes: ClickEnvelope[]): Promise<TallyOutcome> {
      await apply(envelopes);
      return tallyOutcome;
    },
  };
  const tallyModule = {
    module: TallyModule,
    controllers: [ClickBatchController],
    providers: [{ provide: TallyStore, useValue: tally }, TallyCounters],
  };
  const app = await NestFactory.createMicroservice(tallyModule, { strategy, logger: false });
  await app.listen();
  return app;
}
