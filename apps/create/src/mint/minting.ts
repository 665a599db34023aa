import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LinkShortener, LinkUpkeep, WorkerLease } from '@fleetlink/link';
import { HealthBoard, Metrics } from '@fleetlink/service';

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
    metrics.gauge({
      name: 'fleetlink_worker_lease_held',
      help: '1 while this process holds a worker lease, without which it gives out no codes.',
      collect() {
        this.set(lease.notReadyBecause === undefined ? 1 : 0);
      },
    });
    metrics.gauge({
      name: 'fleetlink_id_refusals_total',
      help: 'Ids that were asked for and not given out: without a worker lease, or with a clock that stepped.',
      collect() {
        this.set(lease.refusals);
      },
    });
    metrics.gauge({
      name: 'fleetlink_id_conflicts_total',
      help: 'Ids that a primary key refused as repeated. Anything above 0 is an alarm.',
      collect() {
        this.set(shortener.idConflicts);
      },
    });
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
