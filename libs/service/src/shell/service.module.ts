import { type DynamicModule, Module } from '@nestjs/common';
import { HealthBoard } from '../health/health-board.js';
import { SystemReport } from '../health/system-report.js';
import { ServiceLog } from '../log/service-log.js';
import { Metrics } from '../metrics/metrics.js';
import { Drain } from './drain.js';

/** What the shell gives to every module of a service. */
export interface ServiceParts {
  readonly log: ServiceLog;
  readonly metrics: Metrics;
  readonly board: HealthBoard;
  readonly system: SystemReport;
  readonly drain: Drain;
}

/** Makes the log, metrics, health board and drain injectable everywhere. `startService` brings it along. */
@Module({})
export class ServiceModule {
  static with({ log, metrics, board, system, drain }: ServiceParts): DynamicModule {
    return {
      module: ServiceModule,
      global: true,
      providers: [
        { provide: ServiceLog, useValue: log },
        { provide: Metrics, useValue: metrics },
        { provide: HealthBoard, useValue: board },
        { provide: SystemReport, useValue: system },
        { provide: Drain, useValue: drain },
      ],
      exports: [ServiceLog, Metrics, HealthBoard, SystemReport, Drain],
    };
  }

  /** The parts of a service by its name; tests of modules may take them instead of a whole service. */
  static parts(name: string, log: ServiceLog): ServiceParts {
    const board = new HealthBoard(log);
    return { log, metrics: new Metrics(name), board, system: new SystemReport(board), drain: new Drain() };
  }
}
