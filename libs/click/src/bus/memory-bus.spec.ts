import { describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { serialiseEnvelope, type ClickEnvelope } from '../event/click-envelope.js';
import { ClickBatchController } from '../tally/click-batch.controller.js';
import { TallyCounters } from '../tally/tally-counters.js';
import { TallyStore, type TallyOutcome } from '../tally/tally.store.js';
import { clickBusContract } from '../testing/click-bus.contract.js';
import { clickEnvelope } from '../testing/click.factory.js';
import { busOver } from './client-bus.js';
import { MemoryBusClient } from './memory-bus.client.js';
import { MemoryBus } from './memory-bus.js';
import { MemoryBusServer } from './memory-bus.server.js';

const settings = { groupBatchesMax: 64, triesMax: 5, drainMs: 200 };
const outcome: TallyOutcome = {
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
async function microservice(server: MemoryBusServer, apply: (envelopes: ClickEnvelope[]) => Promise<void>) {
  const tally = {
    async apply(envelopes: ClickEnvelope[]): Promise<TallyOutcome> {
      await apply(envelopes);
      return outcome;
    },
  };
  const tallyModule = {
    module: TallyModule,
    controllers: [ClickBatchController],
    providers: [{ provide: TallyStore, useValue: tally }, TallyCounters],
  };
  const app = await NestFactory.createMicroservice(tallyModule, { strategy: server, logger: false });
  await app.listen();
  return app;
}

clickBusContract(
  'in memory',
  async ({ handle, keepDead, pauseMsMax, ...limits }) => {
    const bus = new MemoryBus(limits);
    const server = new MemoryBusServer({
      bus,
      deadLetters: { keep: keepDead },
      settings: { ...settings, ...limits },
      pauseMsMax,
    });
    const app = await microservice(server, handle);
    const sender = busOver(new MemoryBusClient(bus));
    return {
      send: (envelope) => sender.send(envelope),
      held: () => bus.length,
      close: () => app.close(),
    };
  },
  { safeMeans: 'counted' },
);

describe('the memory bus', () => {
  const parts = () => ({
    bus: new MemoryBus({ busBatchesMax: 10 }),
    deadLetters: { keep: async () => {} },
    settings,
  });

  it('does not start without a handler: every batch would die', () => {
    const errors: (Error | undefined)[] = [];
    new MemoryBusServer(parts()).listen((error) => errors.push(error));
    expect(errors[0]?.message).toContain('Nothing handles the pattern clicks');
  });

  it('refuses what comes after it was closed, so that it stays in the spool', async () => {
    const given = parts();
    const app = await microservice(new MemoryBusServer(given), async () => {});
    await app.close();
    const sender = busOver(new MemoryBusClient(given.bus));
    await expect(sender.send(serialiseEnvelope(clickEnvelope()))).rejects.toThrow('closed');
  });

  it('adds up what the tallies say', async () => {
    const given = parts();
    const server = new MemoryBusServer(given);
    const app = await microservice(server, async () => {});
    const sender = busOver(new MemoryBusClient(given.bus));
    await sender.send(serialiseEnvelope(clickEnvelope()));
    await sender.send('nonsense');
    expect(server.counters).toEqual({ delivered: 1, groups: 1, failures: 0, buried: 1 });
    expect(app.get(TallyCounters).values()).toEqual(outcome);
    await app.close();
  });
});
