import type { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Module,
  NotFoundException,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import { Problem } from '@fleetlink/problem';
import { readSettings } from '@fleetlink/settings';
import { z } from 'zod';
import { SchemaPipe } from '../body/schema.pipe.js';
import { createLog } from '../log/service-log.js';
import { RouteRules } from '../request/route-rules.decorator.js';
import { startService, type ServiceOptions } from '../shell/start-service.js';
import { serviceSettings, type ServiceSettings } from '../shell/service.settings.js';

const cup = z.strictObject({ size: z.int().min(1).max(9), label: z.string().max(5).optional() });
const search = z.strictObject({ limit: z.coerce.number().int().max(100).default(10) });

/** Lets a test hold a request until it says otherwise. */
export class Gate {
  private readonly waiting = Promise.withResolvers<void>();
  private readonly entering = Promise.withResolvers<void>();
  readonly entered = this.entering.promise;

  open(): void {
    this.waiting.resolve();
  }

  async pass(): Promise<void> {
    this.entering.resolve();
    await this.waiting.promise;
  }
}

/** What the held route waits at; a test puts a fresh one here. */
export const held = { gate: new Gate() };

@Controller()
export class TinyController {
  @Get(':name')
  name(@Param('name') name: string): string {
    if (name === 'gone') throw new Problem('gone', 'cup/gone', 'Gone', { detail: 'The cup is gone.' });
    if (name === 'broken') throw new Error('broken');
    return name;
  }

  @Post('api/v1/cups')
  make(@Body(new SchemaPipe(cup)) body: z.output<typeof cup>): object {
    return body;
  }

  @Get('api/v1/cups')
  list(@Query(new SchemaPipe(search)) query: z.output<typeof search>): object {
    return query;
  }

  @Get('api/v1/fault/:kind')
  fault(@Param('kind') kind: string): void {
    if (kind === 'unknown') throw new Error('SELECT secret FROM db-7.internal');
    if (kind === 'nest') throw new NotFoundException('from a handler');
    throw new Problem(kind as Problem['kind'], `cup/${kind}`, 'A fault', {
      detail: 'In words.',
      cause: new Error('x'),
    });
  }

  @Get('api/v1/held')
  async held(): Promise<string> {
    await held.gate.pass();
    return 'done';
  }

  @Post('api/v1/wide')
  @HttpCode(200)
  @RouteRules({ bytesMax: 64 * 1024, stream: 'application/x-ndjson', priority: 'bulk' })
  async wide(@Body() body: unknown): Promise<object> {
    if (Array.isArray(body)) return { items: body.length };
    let bytes = 0;
    for await (const chunk of body as Readable) bytes += (chunk as Buffer).length;
    return { bytes };
  }
}

@Module({ controllers: [TinyController] })
export class TinyModule {}

export const logged: string[] = [];

export function tinySettings(environment: Record<string, string> = {}): ServiceSettings {
  const topics = { service: serviceSettings({ port: 0, managementPort: 0 }) };
  return readSettings(topics, environment).service;
}

/** A service on free ports, whose log a test can read in `logged`. */
export function startTiny(options: Partial<ServiceOptions> = {}) {
  return startService({
    name: 'tiny',
    module: TinyModule,
    settings: tinySettings(),
    log: createLog({ name: 'tiny', level: 'info', write: (line) => logged.push(line) }),
    catchSignals: false,
    ...options,
  });
}
