import { type DynamicModule, Module } from '@nestjs/common';
import { HealthBoard } from '../health/health-board.js';
import { SystemReport } from '../health/system-report.js';
import { ServiceLog } from '../log/service-log.js';
import { Metrics } from '../metrics/metrics.js';
import { measureProcess } from '../metrics/process.metrics.js';
import { LoadGate } from '../request/load-gate.js';
import { measureLoad } from '../request/load.metrics.js';
import { RequestDeadline } from '../request/request-deadline.js';
import { Drain } from './drain.js';
import type { ServiceSettings } from './service.settings.js';

/** What the shell gives to every module of a service. */
export interface ServiceParts {
  readonly log: ServiceLog;
  readonly metrics: Metrics;
  readonly board: HealthBoard;
  readonly system: SystemReport;
  readonly drain: Drain;
  readonly gate: LoadGate;
  readonly deadline: RequestDeadline;
}

/** Makes what the shell gives injectable everywhere. `startService` brings it along. */
@Module({})
export class ServiceModule {
  static with({ log, metrics, board, system, drain, gate, deadline }: ServiceParts): DynamicModule {
    return {
      module: ServiceModule,
      global: true,
      providers: [
        { provide: ServiceLog, useValue: log },
        { provide: Metrics, useValue: metrics },
        { provide: HealthBoard, useValue: board },
        { provide: SystemReport, useValue: system },
        { provide: Drain, useValue: drain },
        { provide: LoadGate, useValue: gate },
        { provide: RequestDeadline, useValue: deadline },
      ],
      exports: [ServiceLog, Metrics, HealthBoard, SystemReport, Drain, LoadGate, RequestDeadline],
    };
  }

  /** The parts of a service by its name. */
  static parts(name: string, log: ServiceLog, settings: ServiceSettings): ServiceParts {
    const board = new HealthBoard(log);
    const metrics = new Metrics(name);
    const gate = new LoadGate(settings.requestsInFlightMax);
    measureProcess(metrics, board);
    measureLoad(metrics, gate);
    return {
      log,
      metrics,
      board,
      system: new SystemReport(board),
      drain: new Drain(),
      gate,
      deadline: new RequestDeadline(settings.apiDeadlineMs),
    };
  }
}
