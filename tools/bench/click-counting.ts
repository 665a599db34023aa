/** The receiving half of the way of clicks in this process, on the statistics' database of a rig. */
import {
  BotFinder,
  busOver,
  ClickPartitions,
  CLICKS_PATTERN,
  clickSettings,
  DeadBatchStore,
  isRejection,
  MemoryBus,
  MemoryBusClient,
  MemoryBusServer,
  parseEnvelope,
  TallyStore,
  type ClickEnvelope,
} from '@fleetlink/click';
import { Database, postgresSettings } from '@fleetlink/postgres';
import { readSettings } from '@fleetlink/settings';
import { inParallel } from '../demo/in-parallel.ts';
import type { Rig } from '../rig/rig-fleet.ts';

/** As an empty environment gives them. */
const { click, postgres } = readSettings({ click: clickSettings, postgres: postgresSettings }, {});

export const settings = click;

export class ClickCounting {
  readonly #database: Database;
  readonly #tally: TallyStore;

  constructor(rig: Rig) {
    const { STATS_DATABASE_URL: url = '' } = rig.environment();
    this.#database = new Database({ name: 'stats', url, settings: postgres });
    const partitions = new ClickPartitions(this.#database);
    this.#tally = new TallyStore(this.#database, new BotFinder(settings), partitions);
  }

  parse(texts: readonly string[]): ClickEnvelope[] {
    return texts.map((text) => {
      const envelope = parseEnvelope(text);
      if (isRejection(envelope)) throw new Error(`a batch was rejected: ${envelope.rejected}`);
      return envelope;
    });
  }

  /** One group after the other, without a bus. */
  async count(texts: readonly string[]): Promise<void> {
    const { groupBatchesMax } = settings;
    for (let first = 0; first < texts.length; first += groupBatchesMax)
      await this.#tally.apply(this.parse(texts.slice(first, first + groupBatchesMax)));
  }

  /** Through the memory bus, as many batches on their way as from a spool. */
  async countOverMemory(texts: readonly string[]): Promise<void> {
    const bus = new MemoryBus(settings);
    const deadLetters = new DeadBatchStore(this.#database, settings);
    const server = new MemoryBusServer({ bus, deadLetters, settings });
    server.addHandler(CLICKS_PATTERN, async (group: ClickEnvelope[]) => this.#tally.apply(group), true);
    await new Promise<void>((resolve, reject) =>
      server.listen((error) => (error ? reject(error) : resolve())),
    );
    const { send } = busOver(new MemoryBusClient(bus));
    await inParallel(texts, settings.sendsInFlightMax, send);
    await server.close();
  }

  /** Of all that count into this database, once they have committed. */
  async countedBatches(): Promise<number> {
    const [row] = await this.#database.query<{ batches: number }>({
      name: 'counted batches',
      text: 'SELECT count(*)::int AS batches FROM processed_batch',
    });
    return row!.batches;
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}
