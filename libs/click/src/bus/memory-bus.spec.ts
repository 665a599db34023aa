import { describe, expect, it } from '@jest/globals';
import { serialiseEnvelope } from '../event/click-envelope.js';
import { TallyCounters } from '../tally/tally-counters.js';
import { clickBusContract } from '../testing/click-bus.contract.js';
import { clickEnvelope } from '../testing/click.factory.js';
import { tallyMicroservice, tallyOutcome } from '../testing/tally-microservice.fixture.js';
import { busOver } from './client-bus.js';
import { MemoryBusClient } from './memory-bus.client.js';
import { MemoryBus } from './memory-bus.js';
import { MemoryBusServer } from './memory-bus.server.js';

const settings = { groupBatchesMax: 64, triesMax: 5, drainMs: 200 };

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
    const app = await tallyMicroservice(server, handle);
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
    const app = await tallyMicroservice(new MemoryBusServer(given), async () => {});
    await app.close();
    const sender = busOver(new MemoryBusClient(given.bus));
    await expect(sender.send(serialiseEnvelope(clickEnvelope()))).rejects.toThrow('closed');
  });

  it('adds up what the tallies say', async () => {
    const given = parts();
    const server = new MemoryBusServer(given);
    const app = await tallyMicroservice(server, async () => {});
    const sender = busOver(new MemoryBusClient(given.bus));
    await sender.send(serialiseEnvelope(clickEnvelope()));
    await sender.send('nonsense');
    expect(server.counters).toEqual({ delivered: 1, groups: 1, failures: 0, buried: 1 });
    expect(app.get(TallyCounters).values()).toEqual(tallyOutcome);
    await app.close();
  });
});
