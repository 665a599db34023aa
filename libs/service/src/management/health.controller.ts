import { Controller, Get } from '@nestjs/common';
import {
  HealthCheck,
  type HealthCheckResult,
  HealthCheckService,
  HealthIndicatorService,
} from '@nestjs/terminus';
import { HealthBoard, type HealthLine } from '../health/health-board.js';

/** The probes. `/livez` answers as long as the event loop turns and asks for no dependency. */
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly board: HealthBoard,
  ) {}

  @Get('livez')
  @HealthCheck()
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  @Get('readyz')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.answer(this.board.readiness());
  }

  @Get('startupz')
  @HealthCheck()
  startup(): Promise<HealthCheckResult> {
    return this.answer(this.board.startup());
  }

  private answer(lines: readonly HealthLine[]): Promise<HealthCheckResult> {
    return this.health.check(
      lines.map(({ name, down }) => () => {
        const indicator = this.indicators.check(name);
        return down === undefined ? indicator.up() : indicator.down({ reason: down });
      }),
    );
  }
}
