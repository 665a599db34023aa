import type { INestApplication } from '@nestjs/common';
import { DeadBatchStore, MemoryBusServer, type ClickSettings, type MemoryBus } from '@fleetlink/click';
import type { MicroserviceOptions } from '@nestjs/microservices';

/** Lets an application that holds the stats module drain a click bus of its own process. */
export async function connectClicks(
  app: INestApplication,
  bus: MemoryBus,
  settings: ClickSettings,
): Promise<void> {
  const strategy = new MemoryBusServer({ bus, deadLetters: app.get(DeadBatchStore), settings });
  app.connectMicroservice<MicroserviceOptions>({ strategy });
  await app.startAllMicroservices();
}
