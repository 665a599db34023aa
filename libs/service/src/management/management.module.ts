import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthBoard } from '../health/health-board.js';
import { Metrics } from '../metrics/metrics.js';
import { SystemReport } from '../health/system-report.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { SystemHealthController } from './system-health.controller.js';

export interface ManagementParts {
  readonly board: Pick<HealthBoard, 'readiness' | 'startup'>;
  readonly metrics: Pick<Metrics, 'text'>;
  readonly system: Pick<SystemReport, 'health'>;
  /** What an app adds to its management port. */
  readonly imports: NonNullable<DynamicModule['imports']>;
}

/** What the management port serves: probes, metrics and the app's own additions. */
@Module({})
export class ManagementModule {
  static with({ board, metrics, system, imports }: ManagementParts): DynamicModule {
    return {
      module: ManagementModule,
      imports: [TerminusModule.forRoot({ logger: false }), ...imports],
      controllers: [HealthController, MetricsController, SystemHealthController],
      providers: [
        { provide: HealthBoard, useValue: board },
        { provide: Metrics, useValue: metrics },
        { provide: SystemReport, useValue: system },
      ],
    };
  }
}
