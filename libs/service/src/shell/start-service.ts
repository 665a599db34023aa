import cluster from 'node:cluster';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestLog } from '../log/nest-log.js';
import { createLog, type ServiceLog } from '../log/service-log.js';
import { startManagement, type Management } from '../management/management-server.js';
import type { ErrorPage } from '../request/problem-answers.js';
import { ProblemFilter } from '../request/problem.filter.js';
import { PrimaryClient } from '../workers/primary.client.js';
import { ConnectionDrain } from './drain.js';
import { createHttpServer } from './http-server.js';
import { RunningService } from './running-service.js';
import { ServiceModule, type ServiceParts } from './service.module.js';
import type { ServiceSettings } from './service.settings.js';
import { exitOnSignals } from './signals.js';

export interface ServiceOptions {
  /** `create`, `lookup`, …: the name in logs and metrics. */
  readonly name: string;
  readonly module: Type | DynamicModule;
  readonly settings: ServiceSettings;
  readonly log?: ServiceLog;
  /** Modules for the management port; they get their values from the app, not from its container. */
  readonly management?: NonNullable<DynamicModule['imports']>;
  /** Runs before the service listens: connects message transports and mounts pages. */
  readonly prepare?: (app: NestFastifyApplication) => Promise<void>;
  /** Runs when the service has ended: stops what the process started before it. */
  readonly afterClose?: () => Promise<void>;
  /** HTML for browsers that meet an error outside the API. */
  readonly errorPage?: ErrorPage;
  /** Default true: SIGTERM and SIGINT end the process in order. */
  readonly catchSignals?: boolean;
}

/**
 * Starts a service: the management port first, so that probes can watch the start, then the module on its
 * own port.
 */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { name, settings, errorPage } = options;
  const log = options.log ?? createLog({ name, level: settings.logLevel });
  const parts = ServiceModule.parts({ name, log, settings, errorPage });
  const management = await openManagement(options, parts);
  try {
    const { app, connections } = await startApp(options, parts);
    const service = new RunningService({ app, management, connections, parts, settings });
    await service.begin();
    if (options.afterClose) service.afterClose(options.afterClose);
    if (options.catchSignals ?? true) service.afterClose(exitOnSignals(service.stopping()));
    return service;
  } catch (error) {
    parts.board.stop();
    await management.close();
    throw error;
  }
}

async function openManagement(
  { settings, management: imports = [] }: ServiceOptions,
  parts: ServiceParts,
): Promise<Management> {
  if (cluster.isWorker) return new PrimaryClient(parts, settings);
  return startManagement(
    { ...parts, imports },
    { host: settings.host, port: settings.managementPort },
    new NestLog(parts.log),
  );
}

async function startApp(options: ServiceOptions, parts: ServiceParts) {
  const { settings } = options;
  const root = { module: ServiceRoot, imports: [ServiceModule.with(parts), options.module] };
  const app = await NestFactory.create<NestFastifyApplication>(root, createHttpServer(settings, parts), {
    logger: new NestLog(parts.log),
    abortOnError: false,
    bodyParser: false,
  });
  app.useGlobalFilters(new ProblemFilter(parts.answers));
  const connections = new ConnectionDrain(app.getHttpServer());
  parts.drain.watch('requests', () => connections.inFlight());
  try {
    await options.prepare?.(app);
    await app.listen(settings.port, settings.host);
    return { app, connections };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** The module that holds the shell's parts and the app's module. */
@Module({})
class ServiceRoot {}
