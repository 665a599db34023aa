import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LinkShortener, LinkUpkeep, measureMinting, WorkerLease } from '@fleetlink/link';
import { HealthBoard, Metrics } from '@fleetlink/service';
import { measurePartitions } from '@fleetlink/shard';

/** Starts and ends what minting stands on, and tells probes and metrics how it is. */
@Injectable()
export class Minting implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    private readonly lease: WorkerLease,
    private readonly upkeep: LinkUpkeep,
    @Inject(HealthBoard) board: HealthBoard,
    metrics: Metrics,
    shortener: LinkShortener,
  ) {
    board.add({ name: 'worker-lease', kind: 'startup', check: () => lease.assertHeld() });
    board.add({ name: 'worker-lease', kind: 'readiness', check: () => lease.assertNoFaultHere() });
    measureMinting(metrics, lease, shortener);
    measurePartitions(metrics, () => upkeep.partitionsEnd());
  }

  async onModuleInit(): Promise<void> {
    await this.upkeep.start();
    await this.lease.start();
  }

  /** The lease goes back while its database is still open; minting has ended with the last request. */
  async beforeApplicationShutdown(): Promise<void> {
    this.upkeep.stop();
    await this.lease.stop();
  }
}
