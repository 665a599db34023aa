import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { NestLog } from '../log/nest-log.js';
import { listeningUrl } from '../shell/listening-url.js';
import { type ManagementParts, ManagementModule } from './management.module.js';

export interface ManagementAddress {
  readonly host: string;
  readonly port: number;
}

/** Where the probes and metrics of a process are had. */
export interface Management {
  readonly url: string;
  close(): Promise<void>;
}

/** The second, small server of a process: probes and metrics, away from the public. */
export async function startManagement(
  parts: ManagementParts,
  { host, port }: ManagementAddress,
  logger: NestLog,
): Promise<Management> {
  const app = await NestFactory.create<NestFastifyApplication>(
    ManagementModule.with(parts),
    new FastifyAdapter({ logger: false, forceCloseConnections: true }),
    { logger, abortOnError: false },
  );
  await app.listen(port, host);
  return { url: listeningUrl(app), close: () => app.close() };
}
