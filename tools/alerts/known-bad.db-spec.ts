import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { alertFaults } from './alert-faults.ts';
import { alertsIn, ruleFiles, RULES_FOLDER } from './alert-rules.ts';
import { unknownMetrics } from './metric-names.ts';
import { promtool, whyNoMonitoringPrograms } from './monitoring-programs.ts';
import { ALERTMANAGER_CONFIG, routeFaults } from './routes.ts';
import { untestedAlerts } from './rule-tests.ts';
import { runbookFaults, RUNBOOKS_FOLDER } from './runbooks.ts';

jest.setTimeout(120_000);

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A copy of a folder in which one file was changed. */
function spoiled(folder: string, file: string, change: (text: string) => string): string {
  const copy = mkdtempSync(join(tmpdir(), 'alerts-'));
  folders.push(copy);
  cpSync(folder, copy, { recursive: true });
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, change(text));
  expect(readFileSync(path, 'utf8')).not.toBe(text);
  return copy;
}

const rules = (file: string, right: string, wrong: string) =>
  spoiled(RULES_FOLDER, file, (text) => text.replace(right, wrong));

describe('what an alert must have', () => {
  it.each([
    [
      'severity: warning, topic: pools',
      'severity: urgent, topic: pools',
      'PoolBusy: its severity is none of',
    ],
    ['severity: warning, topic: pools', 'severity: warning', 'PoolBusy: it has no topic'],
    ['runbooks/pool-busy.md', 'runbooks/pools.md', 'PoolBusy: its runbook_url is not'],
    ['summary: A connection pool is more than 80 % used', 'about: pools', 'PoolBusy: it has no summary'],
    ['alert: PoolBusy', 'alert: PoolExhausted', 'PoolExhausted: there are two of this name'],
  ])('is missed: %s -> %s', (right, wrong, fault) => {
    expect(alertFaults(rules('databases.yml', right, wrong)).join('\n')).toContain(fault);
  });

  it('includes metrics that somebody has', () => {
    const folder = rules('databases.yml', 'fleetlink_replica_fit', 'fleetlink_replica_fits');
    expect(unknownMetrics(folder)).toEqual(['ReplicaEjected: nobody has a metric fleetlink_replica_fits']);
  });

  it('includes tests that show it to fire and to be silent', () => {
    const folder = rules('databases.yml', 'alert: PoolBusy', 'alert: PoolBusier');
    expect(untestedAlerts(folder)).toEqual([
      'PoolBusier: no test shows it to fire',
      'PoolBusier: no test shows it to be silent',
    ]);
  });
});

describe('runbooks', () => {
  const site = { rules: RULES_FOLDER, pages: RUNBOOKS_FOLDER };

  it('are missed, and have to be about something', () => {
    const faults = runbookFaults({ ...site, rules: rules('api.yml', 'ApiVerySlow', 'ApiTooSlow') });
    expect(faults.slice(0, 2)).toEqual([
      'there is no page api-too-slow.md',
      'api-very-slow.md is about no alert',
    ]);
  });

  it.each([
    ['# PoolBusy', '# Pools', 'does not begin with the name of its alert'],
    ['## Mend', '## Then', 'lacks one of'],
    ['```sh look', '```sh', 'has no command to look with'],
  ])('have their parts: %s -> %s', (right, wrong, fault) => {
    const pages = spoiled(RUNBOOKS_FOLDER, 'pool-busy.md', (text) => text.replace(right, wrong));
    expect(runbookFaults({ ...site, pages }).join('\n')).toContain(`pool-busy.md: it ${fault}`);
  });
});

const reason = await whyNoMonitoringPrograms();
const whereTheyAre = reason === undefined ? describe : describe.skip;

whereTheyAre(`promtool and amtool${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  it('refuse a rule that is none', async () => {
    const folder = rules('processes.yml', 'expr: up == 0', 'expr: up == ');
    await expect(promtool('check', 'rules', ...ruleFiles(folder))).rejects.toThrow(/parse error/);
  });

  it('see an alert that fires too late', async () => {
    const folder = rules(
      'clicks.yml',
      'fleetlink_click_spool_max_bytes > 0.5',
      'fleetlink_click_spool_max_bytes > 0.9',
    );
    const test = join(folder, 'tests/clicks.test.yml');
    await expect(promtool('test', 'rules', test)).rejects.toThrow(/alertname: ClickSpoolFilling/);
  });

  it.each([
    [
      'receiver: mail-digest\n      group_by',
      'receiver: nobody\n      group_by',
      /undefined receiver "nobody"/,
    ],
    [
      '[severity="critical"]\n      receiver',
      '[severity="critcal"]\n      receiver',
      /goes to slack, not to pagerduty/,
    ],
    [
      'receiver: slack\n  group_by',
      'receiver: mail-digest\n  group_by',
      /Stray goes to mail-digest, not to slack/,
    ],
  ])('see where alerts go: %j -> %j', async (right, wrong, fault) => {
    const folder = spoiled(join(ALERTMANAGER_CONFIG, '..'), 'alertmanager.yml', (text) =>
      text.replace(right, wrong),
    );
    const alerts = alertsIn().filter(({ alert }) => alert.startsWith('Pool') || alert === 'RateLimited');
    const faults = await routeFaults(alerts, join(folder, 'alertmanager.yml'));
    expect(faults.join('\n')).toMatch(fault);
  });
});
