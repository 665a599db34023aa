import type { INestApplication } from '@nestjs/common';
import { ChangeHintsServer } from '@fleetlink/link';
import type { MicroserviceOptions } from '@nestjs/microservices';

/** Lets an application that holds the lookup module hear of changes before it polls for them. */
export async function connectHints(app: INestApplication): Promise<void> {
  const strategy = app.get(ChangeHintsServer);
  await app.connectMicroservice<MicroserviceOptions>({ strategy }).listen();
}
