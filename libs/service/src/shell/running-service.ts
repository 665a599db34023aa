import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Management } from '../management/management-server.js';
import type { ConnectionDrain } from './drain.js';
import { listeningUrl } from './listening-url.js';
import type { ServiceParts } from './service.module.js';
import { serviceLimits, type ServiceSettings } from './service.settings.js';
import type { Stopping } from './signals.js';

export interface RunningParts {
  readonly app: NestFastifyApplication;
  readonly management: Management;
  readonly connections: ConnectionDrain;
  readonly parts: ServiceParts;
  readonly settings: ServiceSettings;
}

/** A service that listens. */
export class RunningService {
  /** `http://host:port`, with the port that was really taken. */
  readonly url: string;
  readonly managementUrl: string;
  readonly app: NestFastifyApplication;
  private closing: Promise<void> | undefined;
  private readonly afterwards: (() => void | Promise<void>)[] = [];

  constructor(private readonly running: RunningParts) {
    this.app = running.app;
    this.url = listeningUrl(running.app);
    this.managementUrl = running.management.url;
  }

  /** Runs the first checks and declares the service started. */
  async begin(): Promise<void> {
    const { board, log } = this.running.parts;
    await board.start();
    board.markStarted();
    log.info({ url: this.url, managementUrl: this.managementUrl }, 'listening');
  }

  /**
   * Ends the service in order: not ready, DRAIN_MS for proxies to notice, no new connections, answers to
   * what is in flight, the modules' shutdown hooks, and the management port last.
   */
  async close(): Promise<void> {
    this.closing ??= this.closeInOrder();
    return this.closing;
  }

  /** Runs `act` when everything else has ended, in the order of asking. */
  afterClose(act: () => void | Promise<void>): void {
    this.afterwards.push(act);
  }

  stopping(): Stopping {
    const { parts, settings } = this.running;
    return {
      log: parts.log,
      limitMs: settings.drainMs + settings.shutdownGraceMs,
      close: () => this.close(),
      left: () => parts.drain.left(),
    };
  }

  private async closeInOrder(): Promise<void> {
    const { app, management, connections, parts, settings } = this.running;
    parts.log.info({ drainMs: settings.drainMs }, 'stopping');
    parts.board.markShuttingDown();
    await pause(settings.drainMs);
    parts.drain.stopAccepting();
    await connections.run(Math.min(settings.drainMs, serviceLimits.idleLingerMs));
    await app.close();
    parts.board.stop();
    await management.close();
    await parts.tracing?.stop();
    for (const act of this.afterwards) await act();
    parts.log.info('stopped');
  }
}
