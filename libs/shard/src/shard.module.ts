import { join } from 'node:path';
import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Database, type LeakReport, type PostgresSettings } from '@fleetlink/postgres';
import { SlotMapFile } from './map/slot-map.file.js';
import { Shard } from './shard.js';
import { ShardRouter } from './shard-router.js';
import type { Topology } from './topology/topology.js';

export interface ShardModuleOptions {
  readonly topology: Topology;
  readonly postgres: PostgresSettings;
  readonly dataDir: string;
  readonly entities: readonly Function[];
  readonly onLeak: (report: LeakReport) => void;
}

/** One router and one pool per shard for the whole process. */
@Module({})
export class ShardModule implements OnModuleInit, OnApplicationShutdown {
  constructor(@Inject(ShardRouter) private readonly router: ShardRouter) {}

  static register(options: ShardModuleOptions): DynamicModule {
    return {
      module: ShardModule,
      global: true,
      providers: [{ provide: ShardRouter, useFactory: () => routerOf(options) }],
      exports: [ShardRouter],
    };
  }

  async onModuleInit(): Promise<void> {
    await this.router.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.router.stop();
    await Promise.all(this.router.shards.map(({ database }) => database.close()));
  }
}

function routerOf({ topology, postgres, dataDir, entities, onLeak }: ShardModuleOptions): ShardRouter {
  const shards = topology.shards.map(
    ({ name, primary }) =>
      new Shard(name, new Database({ name, url: primary, settings: postgres, entities, onLeak })),
  );
  return new ShardRouter(shards, new SlotMapFile(join(dataDir, 'slot-map.json')));
}
