import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { SystemReport, type SystemHealth } from '../health/system-report.js';

/** The report for operators and load balancers; its figures stay inside the network. */
@Controller('admin/system-health')
export class SystemHealthController {
  constructor(private readonly report: SystemReport) {}

  @Get()
  async health(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ success: boolean; data: SystemHealth }> {
    const data = await this.report.health();
    const success = data.status !== 'unhealthy';
    void reply.code(success ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return { success, data };
  }
}
