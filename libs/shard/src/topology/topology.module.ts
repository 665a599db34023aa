import { join } from 'node:path';
import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { CatalogDatabase, type Database, StatsDatabase, type PostgresSettings } from '@fleetlink/postgres';
import { Metrics, ServiceLog, SystemReport } from '@fleetlink/service';
import { SlotMapFile } from '../map/slot-map.file.js';
import type { ReplicaReport } from '../replica/replica-watch.js';
import { ShardRouter } from '../shard-router.js';
import { databaseSection } from './database-section.js';
import { checkPools, unlimitedBehindPooler } from './pool-check.js';
import { openShard } from './shard-opening.js';
import { measureBreakers, measurePools, measureReplicas } from './topology.metrics.js';
import type { Topology } from './topology.js';

export interface TopologyOptions {
  readonly topology: Topology;
  readonly postgres: PostgresSettings;
  readonly dataDir: string;
  /** Processes that open the same pools beside each other; 1 unless given. */
  readonly processes?: number;
  /** For processes that only read from the shards; see `DataSourceRequest`. */
  readonly hasGenericShardPlans?: boolean;
  /** TypeORM entities by kind of database. */
  readonly entities: { readonly catalog: readonly Function[]; readonly shard: readonly Function[] };
}

const PROCESSES = Symbol('processes');

/**
 * Every database of the fleet, once per process: one pool each, and the router over the shards.
 * Pools close in the last phase of a shutdown, when whatever used them has finished.
 */
@Module({})
export class TopologyModule implements OnApplicationShutdown, OnModuleInit {
  constructor(
    @Inject(ShardRouter) private readonly router: ShardRouter,
    @Inject(CatalogDatabase) private readonly catalog: CatalogDatabase,
    @Inject(StatsDatabase) private readonly stats: StatsDatabase,
    @Inject(Metrics) metrics: Metrics,
    @Inject(SystemReport) report: SystemReport,
    @Inject(ServiceLog) private readonly log: ServiceLog,
    @Inject(PROCESSES) private readonly processes: number,
  ) {
    measurePools(metrics, () => this.databases());
    measureBreakers(metrics, router.shards);
    measureReplicas(metrics, router.shards);
    report.add('database', () => databaseSection(this.databasesByNeed()));
  }

  static register(options: TopologyOptions): DynamicModule {
    const { topology, entities } = options;
    return {
      module: TopologyModule,
      global: true,
      providers: [
        { provide: PROCESSES, useValue: options.processes ?? 1 },
        {
          provide: CatalogDatabase,
          inject: [ServiceLog],
          useFactory: (log: ServiceLog) =>
            new CatalogDatabase(
              databaseOptions(options, log, 'catalog', topology.catalogUrl, entities.catalog),
            ),
        },
        {
          provide: StatsDatabase,
          inject: [ServiceLog],
          useFactory: (log: ServiceLog) =>
            new StatsDatabase(databaseOptions(options, log, 'stats', topology.statsUrl, [])),
        },
        {
          provide: ShardRouter,
          inject: [ServiceLog],
          useFactory: (log: ServiceLog) => startedRouter(options, log),
        },
      ],
      exports: [CatalogDatabase, StatsDatabase, ShardRouter],
    };
  }

  async onModuleInit(): Promise<void> {
    await checkPools(this.databases(), this.processes, (sum, advice) => this.log.warn(sum, advice));
    for (const database of await unlimitedBehindPooler(this.databases()))
      this.log.warn(
        { database },
        'nothing on this server ends a statement that runs for ever: set statement_timeout',
      );
  }

  async onApplicationShutdown(): Promise<void> {
    this.router.stop();
    await Promise.all([this.catalog, this.stats, ...this.router.shards].map((part) => part.close()));
  }

  private databases(): Database[] {
    const { needed, replicas } = this.databasesByNeed();
    return [...needed, ...replicas];
  }

  private databasesByNeed(): { needed: Database[]; replicas: Database[] } {
    const { shards } = this.router;
    return {
      needed: [this.catalog, this.stats, ...shards.map(({ database }) => database)],
      replicas: shards.flatMap((shard) => shard.replicas.replicas.map(({ database }) => database)),
    };
  }
}

function databaseOptions(
  options: TopologyOptions,
  log: ServiceLog,
  name: string,
  url: string,
  entities: readonly Function[],
) {
  return { name, url, ...poolOptions(options, log, entities) };
}

function poolOptions({ postgres }: TopologyOptions, log: ServiceLog, entities: readonly Function[]) {
  return {
    settings: postgres,
    entities,
    onLeak: (report: object) => log.warn(report, 'a database connection is held for too long'),
  };
}

/** Read before anything is built on it: what the shards record decides how names are read. */
async function startedRouter(options: TopologyOptions, log: ServiceLog): Promise<ShardRouter> {
  const { topology, entities, dataDir, hasGenericShardPlans = false } = options;
  const opening = {
    ...poolOptions(options, log, entities.shard),
    hasGenericPlans: hasGenericShardPlans,
    zone: topology.zone,
    onReport: (report: ReplicaReport) =>
      report.event === 'restored'
        ? log.info(report, 'a replica is read from')
        : log.warn(report, `a replica is ${report.event}`),
  };
  const shards = topology.shards.map((address) => openShard(address, opening));
  const router = new ShardRouter(shards, new SlotMapFile(join(dataDir, 'slot-map.json')));
  await router.start();
  return router;
}
