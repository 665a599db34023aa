import { type DynamicModule, Module } from '@nestjs/common';
import { HealthBoard } from '../health/health-board.js';
import { ServiceLog } from '../log/service-log.js';
import { Metrics } from '../metrics/metrics.js';
import { Drain } from './drain.js';

/** What the shell gives to every module of a service. */
export interface ServiceParts {
  readonly log: ServiceLog;
  readonly metrics: Metrics;
  readonly board: HealthBoard;
  readonly drain: Drain;
}

/** Makes the log, metrics, health board and drain injectable everywhere. `startService` brings it along. */
@Module({})
export class ServiceModule {
  static with({ log, metrics, board, drain }: ServiceParts): DynamicModule {
    return {
      module: ServiceModule,
      global: true,
      providers: [
        { provide: ServiceLog, useValue: log },
        { provide: Metrics, useValue: metrics },
        { provide: HealthBoard, useValue: board },
        { provide: Drain, useValue: drain },
      ],
      exports: [ServiceLog, Metrics, HealthBoard, Drain],
    };
  }

  /** The parts of a service by its name; tests of modules may take them instead of a whole service. */
  static parts(name: string, log: ServiceLog): ServiceParts {
    return { log, metrics: new Metrics(name), board: new HealthBoard(log), drain: new Drain() };
  }
}
