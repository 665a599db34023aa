import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ServiceLog } from '../log/service-log.js';
import { HealthBoard } from './health-board.js';
import { SystemReport, type SystemSection } from './system-report.js';

const quiet = { warn: () => {}, info: () => {} } as unknown as ServiceLog;

describe('SystemReport', () => {
  let board: HealthBoard;
  let nowMs: number;
  let report: SystemReport;
  let database: SystemSection;
  let reads: number;

  beforeEach(() => {
    board = new HealthBoard(quiet);
    board.markStarted();
    nowMs = 0;
    reads = 0;
    database = { status: 'healthy', metrics: { 'shard-0': { responseTimeMs: 1 } } };
    report = new SystemReport(board, () => nowMs);
    report.add('database', () => {
      reads += 1;
      return database;
    });
  });

  it('keeps a healthy report for 60 s and an unhealthy one for 5 s', async () => {
    await report.health();
    nowMs = 59_999;
    await report.health();
    expect(reads).toBe(1);
    nowMs = 60_000;
    database = { status: 'unhealthy' };
    expect(await report.health()).toMatchObject({
      status: 'unhealthy',
      stale: false,
      database: { status: 'unhealthy' },
    });
    nowMs += 4999;
    await report.health();
    expect(reads).toBe(2);
    nowMs += 1;
    database = { status: 'healthy' };
    expect(await report.health()).toMatchObject({ status: 'healthy' });
    expect(reads).toBe(3);
  });

  it('tells the status of this moment, and that its sections are older', async () => {
    expect(await report.health()).toMatchObject({ status: 'healthy', stale: false });
    board.markShuttingDown();
    expect(await report.health()).toMatchObject({ status: 'unhealthy', stale: true });
    expect(reads).toBe(1);
  });

  it('is degraded, which is no failure, and looks again soon, when a section is', async () => {
    report.add('cache', () => ({ status: 'degraded', responseTimeMs: 30 }));
    expect(await report.health()).toMatchObject({
      status: 'degraded',
      stale: false,
      database: { status: 'healthy' },
      cache: { responseTimeMs: 30 },
    });
    nowMs += 5000;
    database = { status: 'unhealthy' };
    expect(await report.health()).toMatchObject({ status: 'unhealthy' });
  });

  it('answers although a section fails', async () => {
    report.add('cache', () => {
      throw new Error('postgres://secret@host');
    });
    const health = await report.health();
    expect(health).toMatchObject({
      status: 'unhealthy',
      cache: { status: 'unhealthy', reason: 'the report failed' },
    });
    expect(JSON.stringify(health)).not.toContain('secret');
  });

  it('answers in time although a section hangs', async () => {
    report.add('cache', () => new Promise(() => {}));
    expect(await report.health()).toMatchObject({
      cache: { status: 'unhealthy', reason: 'no answer in time' },
    });
  });
});
