import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { FLEET_DEFAULTS, planFleet } from '../plan/fleet-plan.ts';
import { alertmanagerConfig } from './alertmanager-config.ts';
import { MONITORING_SOURCES } from './monitor.server.ts';
import { MonitoringPlan } from './monitoring-plan.ts';
import { hastenedRules, prometheusConfig } from './prometheus-config.ts';

interface Job {
  readonly job_name: string;
  readonly metrics_path?: string;
  readonly dns_sd_configs?: unknown;
  readonly static_configs: { targets: string[]; labels: Record<string, string> }[];
  readonly relabel_configs: { target_label: string; replacement?: string }[];
}

const fleet = { ...FLEET_DEFAULTS, hasMonitoring: true };
const plan = new MonitoringPlan(planFleet(fleet), fleet.portBase);
const sourceOf = (name: string): string => readFileSync(join(MONITORING_SOURCES, name), 'utf8');
const written = sourceOf('prometheus.yml');
const config = parse(prometheusConfig(written, plan, '/rules'));
const jobs: readonly Job[] = config.scrape_configs;
const job = (name: string) => jobs.find(({ job_name }) => job_name === name)!;

/** Addresses by the names that alerts and dashboards show. */
const targetsOf = ({ static_configs }: Job) =>
  Object.fromEntries(static_configs.map(({ targets: [address], labels }) => [labels['__rig_name'], address]));

describe("the configuration of the rig's Prometheus", () => {
  it('has the jobs of production, each as it is but for its targets', () => {
    const ofProduction: readonly Job[] = parse(written).scrape_configs;
    expect(jobs.map(({ job_name, metrics_path }) => ({ job_name, metrics_path }))).toEqual(
      ofProduction.map(({ job_name, metrics_path }) => ({ job_name, metrics_path })),
    );
    expect(jobs.filter(({ dns_sd_configs }) => dns_sd_configs)).toEqual([]);
  });

  it('scrapes every service of the rig on its management port', () => {
    expect(targetsOf(job('create'))).toEqual({ create: '127.0.0.1:8030' });
    expect(targetsOf(job('lookup'))).toEqual({ 'lookup-0': '127.0.0.1:8032', 'lookup-1': '127.0.0.1:8033' });
    expect(targetsOf(job('stats'))).toEqual({ stats: '127.0.0.1:8031' });
    expect(targetsOf(job('edge'))).toEqual({});
  });

  it('asks for each Redis node by way of the exporter', () => {
    expect(targetsOf(job('redis'))).toMatchObject({ 'redis-state-2': '127.0.0.1:8122' });
    const address = job('redis').relabel_configs.find(({ target_label }) => target_label === '__address__');
    expect(address?.replacement).toBe('127.0.0.1:8006');
  });

  it('tells the Alertmanager of the rig, by the rules of production', () => {
    expect(config.alerting.alertmanagers[0].static_configs[0].targets).toEqual(['127.0.0.1:8004']);
    expect(config.rule_files).toEqual(['/rules/*.yml']);
  });

  it('refuses to leave out what production watches', () => {
    const more = `${written}  - job_name: kafka\n    static_configs: [{ targets: ['kafka:9308'] }]\n`;
    expect(() => prometheusConfig(more, plan, '/rules')).toThrow('docker/monitoring names kafka');
  });
});

describe('the rules of the rig', () => {
  it('are those of production, but hasten', () => {
    for (const file of globSync('rules/*.yml', { cwd: MONITORING_SOURCES })) {
      const text = sourceOf(file);
      const hastened = hastenedRules(text);
      expect(parse(hastened)).toEqual(parse(text.replace(/^( +for:) .*$/gm, '$1 2s')));
    }
  });

  it('wait for nothing that production does not wait for', () => {
    const [group] = parse(
      hastenedRules('groups: [{ name: a, interval: 1m, rules: [{ alert: A, expr: up }] }]'),
    ).groups;
    expect(group).toEqual({ name: 'a', rules: [{ alert: 'A', expr: 'up' }] });
  });
});

describe("the configuration of the rig's Alertmanager", () => {
  const text = sourceOf('alertmanager.yml');
  const rendered = parse(alertmanagerConfig(text, plan.alertsUrl));

  it('has the receivers of production, each of them a webhook', () => {
    const names = parse(text).receivers.map(({ name }: { name: string }) => name);
    expect(rendered.receivers).toEqual(
      names.map((name: string) => ({ name, webhook_configs: [{ url: 'http://127.0.0.1:8009/' }] })),
    );
  });

  it('routes as production does, without the wait', () => {
    const { routes, receiver } = parse(text).route;
    expect(rendered.route).toMatchObject({ receiver, group_wait: '1s', group_interval: '1s' });
    expect(rendered.route.routes).toHaveLength(routes.length);
  });
});
