import { HeadSampler } from '@fleetlink/trace';
import { type DynamicModule, Module } from '@nestjs/common';
import { HealthBoard } from '../health/health-board.js';
import { SystemReport } from '../health/system-report.js';
import { ServiceLog } from '../log/service-log.js';
import { Metrics } from '../metrics/metrics.js';
import { measureProcess } from '../metrics/process.metrics.js';
import { LoadGate } from '../request/load-gate.js';
import { measureLoad } from '../request/load.metrics.js';
import { type ErrorPage, ProblemAnswers } from '../request/problem-answers.js';
import { RequestDeadline } from '../request/request-deadline.js';
import { RouteTable } from '../request/route-table.js';
import { Tracing } from '../trace/tracing.js';
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
  /** Null where nothing is traced. */
  readonly tracing: Tracing | null;
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
  static with(parts: ServiceParts): DynamicModule {
    const providers = [
      { provide: ServiceLog, useValue: parts.log },
      { provide: Metrics, useValue: parts.metrics },
      { provide: HealthBoard, useValue: parts.board },
      { provide: SystemReport, useValue: parts.system },
      { provide: Drain, useValue: parts.drain },
      { provide: LoadGate, useValue: parts.gate },
      { provide: RequestDeadline, useValue: parts.deadline },
      { provide: ProblemAnswers, useValue: parts.answers },
      { provide: HeadSampler, useValue: parts.tracing?.sampler ?? null },
    ];
    return {
      module: ServiceModule,
      global: true,
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }

  static parts({ name, log, settings, errorPage }: ServicePartsOptions): ServiceParts {
    const board = new HealthBoard(log);
    const metrics = new Metrics(name);
    const gate = new LoadGate(settings.requestsInFlightMax);
    measureProcess(metrics, board);
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
      tracing: startTracing(name, settings, { log, metrics }),
    };
  }
}

function startTracing(
  name: string,
  { traceEndpoint, traceServiceName = name, traceRatio }: ServiceSettings,
  parts: Pick<ServiceParts, 'log' | 'metrics'>,
): Tracing | null {
  if (traceEndpoint === undefined) return null;
  return Tracing.start({
    serviceName: traceServiceName,
    endpoint: traceEndpoint,
    ratio: traceRatio,
    ...parts,
  });
}
