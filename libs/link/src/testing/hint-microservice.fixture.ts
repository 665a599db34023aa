import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Metrics } from '@fleetlink/service';
import { ChangeHintsController } from '../hint/change-hints.controller.js';
import type { ChangeHintsServer } from '../hint/change-hints.server.js';
import { RecentChanges } from '../resolve/recent-changes.js';

@Module({})
class HintModule {}

/** A listener as the lookup app runs it: a Nest microservice with the controller of this lib. */
export async function hintMicroservice(strategy: ChangeHintsServer, changes: RecentChanges) {
  const hintModule = {
    module: HintModule,
    controllers: [ChangeHintsController],
    providers: [
      { provide: RecentChanges, useValue: changes },
      { provide: Metrics, useValue: new Metrics('test') },
    ],
  };
  const app = await NestFactory.createMicroservice(hintModule, { strategy, logger: false });
  await app.listen();
  return app;
}
