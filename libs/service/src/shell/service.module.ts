import { type DynamicModule, Module } from '@nestjs/common';
import { HealthBoard } from '../health/health-board.js';
import { SystemReport } from '../health/system-report.js';
import { ServiceLog } from '../log/service-log.js';
import { Metrics } from '../metrics/metrics.js';
import { LoadGate } from '../request/load-gate.js';
import { measureLoad } from '../request/load.metrics.js';
import { type ErrorPage, ProblemAnswers } from '../request/problem-answers.js';
import { RequestDeadline } from '../request/request-deadline.js';
import { RouteTable } from '../request/route-table.js';
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
  readonly routes: RouteTable;
  readonly answers: ProblemAnswers;
}

export interface ServicePartsOptions {
  readonly name: string;
  readonly log: ServiceLog;
  readonly settings: ServiceSettings;
  readonly errorPage?: ErrorPage | undefined;
}

/** Makes what the shell gives injectable everywhere. `startService` brings it along. */
@Module({})
export class ServiceModule {
  static with({ log, metrics, board, system, drain, gate, deadline, answers }: ServiceParts): DynamicModule {
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
        { provide: ProblemAnswers, useValue: answers },
      ],
      exports: [
        ServiceLog,
        Metrics,
        HealthBoard,
        SystemReport,
        Drain,
        LoadGate,
        RequestDeadline,
        ProblemAnswers,
      ],
    };
  }

  static parts({ name, log, settings, errorPage }: ServicePartsOptions): ServiceParts {
    const board = new HealthBoard(log);
    const metrics = new Metrics(name);
    const gate = new LoadGate(settings.requestsInFlightMax);
    measureLoad(metrics, gate);
    const routes = new RouteTable();
    return {
      log,
      metrics,
      board,
      system: new SystemReport(board),
      drain: new Drain(),
      gate,
      deadline: new RequestDeadline(settings.apiDeadlineMs),
      routes,
      answers: new ProblemAnswers({ log, metrics, routes, errorPage }),
    };
  }
}
