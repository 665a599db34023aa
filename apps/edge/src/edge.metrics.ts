import { Injectable } from '@nestjs/common';
import { EdgeShipper } from '@fleetlink/click';
import { Metrics } from '@fleetlink/service';

/** Shows the plain numbers that the shipper counts; they are read when somebody scrapes. */
@Injectable()
export class EdgeMetrics {
  constructor(metrics: Metrics, shipper: EdgeShipper) {
    metrics.gauge({
      name: 'fleetlink_edge_clicks',
      help: 'Hits of the gateway’s cache on their way to the click bus, and bytes of its log that wait.',
      labelNames: ['what'],
      async collect() {
        const numbers = { ...shipper.counters, bytesWaiting: await shipper.bytesWaiting() };
        for (const [what, value] of Object.entries(numbers)) this.set({ what }, value);
      },
    });
  }
}
