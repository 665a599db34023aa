import type { INestApplication } from '@nestjs/common';
import { StreamsBusServer, type ClickSettings } from '@fleetlink/click';
import type { StateCluster } from '@fleetlink/redis';
import { Metrics } from '@fleetlink/service';
import { connectClicks } from './connect-clicks.js';
import { measureStreams } from './tally/streams.metrics.js';

export interface ClickStreams {
  readonly cluster: StateCluster;
  readonly settings: ClickSettings;
}

/** Where clicks come from. While Redis is away, questions are answered and the readers wait for it. */
export async function connectClickStreams(app: INestApplication, streams: ClickStreams): Promise<void> {
  const server = await connectClicks(app, (deadLetters) => new StreamsBusServer({ ...streams, deadLetters }));
  measureStreams(app.get(Metrics), server);
}
