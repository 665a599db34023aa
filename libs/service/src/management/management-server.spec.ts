import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HealthBoard } from '../health/health-board.js';
import type { RunningService } from '../shell/running-service.js';
import { startTiny } from '../testing/tiny-service.fixture.js';

@Controller('admin')
class ExtraController {
  @Get('extra')
  extra(): string {
    return 'extra';
  }
}

@Module({ controllers: [ExtraController] })
class ExtraModule {}

describe('the management port', () => {
  let service: RunningService;
  let works = true;

  beforeAll(async () => {
    service = await startTiny({ management: [ExtraModule] });
  });
  afterAll(() => service.close());

  const probe = async (name: string) => {
    const response = await fetch(`${service.managementUrl}/${name}`);
    return { status: response.status, body: await response.text() };
  };

  it('answers the probes, within 50 ms even while a check hangs', async () => {
    const health = service.app.get(HealthBoard);
    const remove = health.add({ name: 'hangs', kind: 'readiness', check: () => new Promise(() => {}) });
    await probe('readyz');
    const begun = performance.now();
    expect((await probe('readyz')).status).toBe(503);
    expect(performance.now() - begun).toBeLessThan(50);
    remove();
    for (const name of ['livez', 'readyz', 'startupz']) expect((await probe(name)).status).toBe(200);
  });

  it('names what is missing and why; liveness asks for nothing', async () => {
    const health = service.app.get(HealthBoard);
    const check = () => {
      if (!works) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    };
    works = false;
    const remove = health.add({ name: 'catalog', kind: 'readiness', check });
    await new Promise(setImmediate);
    const { status, body } = await probe('readyz');
    expect(status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({
      error: { catalog: { status: 'down', reason: 'ECONNREFUSED' } },
    });
    expect((await probe('livez')).status).toBe(200);
    remove();
  });

  it("serves the metrics and the app's own additions", async () => {
    expect((await probe('metrics')).body).toContain('nodejs_eventloop_lag_seconds{service="tiny"}');
    expect((await probe('admin/extra')).body).toBe('extra');
  });
});
