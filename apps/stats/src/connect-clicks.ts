import type { INestApplication } from '@nestjs/common';
import { DeadBatchStore, type DeadLetters } from '@fleetlink/click';
import type { CustomTransportStrategy, MicroserviceOptions } from '@nestjs/microservices';

/** Lets an application that holds the stats module drain a click bus. */
export async function connectClicks<Strategy extends CustomTransportStrategy>(
  app: INestApplication,
  strategyWith: (deadLetters: DeadLetters) => Strategy,
): Promise<Strategy> {
  const strategy = strategyWith(app.get(DeadBatchStore));
  await app.connectMicroservice<MicroserviceOptions>({ strategy }).listen();
  return strategy;
}
