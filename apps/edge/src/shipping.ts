import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CountryFinder, EdgeShipper, VisitorKeys } from '@fleetlink/click';
import { Metrics, ServiceLog } from '@fleetlink/service';
import { measureShipping } from './edge.metrics.js';

/** Starts and ends the way from the log to the bus. */
@Injectable()
export class Shipping implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    private readonly shipper: EdgeShipper,
    private readonly keys: VisitorKeys,
    private readonly countries: CountryFinder,
    private readonly log: ServiceLog,
    metrics: Metrics,
  ) {
    measureShipping(metrics, shipper);
  }

  async onModuleInit(): Promise<void> {
    // Without them clicks have no country or visitor, and nothing here is in a hurry.
    await Promise.all([this.countries.load(), this.keys.start()]);
    await this.shipper.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.shipper.close();
    this.keys.stop();
    const bytesWaiting = await this.shipper.bytesWaiting();
    this.log.info({ bytesWaiting, ...this.shipper.counters }, 'hits of the edge');
  }
}
