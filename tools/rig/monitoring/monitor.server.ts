import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOG, STATS_DATABASE, type MonitorName, type MonitorNode } from '../plan/fleet-node.ts';
import { databaseUrl } from '../postgres/sql.client.ts';
import type { Launch } from '../process/launch.ts';
import type { NodeServer } from '../process/node.server.ts';
import { ROOT } from '../record/rig-folder.ts';
import type { RigSite } from '../record/rig-site.ts';
import { alertmanagerConfig } from './alertmanager-config.ts';
import { MonitoringPlan } from './monitoring-plan.ts';
import { hastenedRules, prometheusConfig } from './prometheus-config.ts';

export const MONITORING_SOURCES = join(ROOT, 'docker/monitoring');

/** These collectors of Debian's release give the same series for each of several servers, which nobody can scrape. */
const SEVERAL_SERVERS = ['--no-collector.database', '--no-collector.bgwriter', '--log.level=warn'];

const PROBE_MS_MAX = 1_000;
const SHUTDOWN_MS_MAX = 5_000;

interface Watcher {
  /** Answers 200 when it is ready. */
  readonly readyPath: string;
  /** Beside the address that it listens on. */
  readonly order: (site: RigSite, folder: string) => Pick<Launch, 'environment'> & { args: string[] };
}

const WATCHERS: Readonly<Record<MonitorName, Watcher>> = {
  prometheus: { readyPath: '/-/ready', order: prometheus },
  alertmanager: { readyPath: '/-/ready', order: alertmanager },
  'postgres-exporter': { readyPath: '/', order: postgresExporter },
  // it is told with each scrape which server to ask
  'redis-exporter': { readyPath: '/health', order: () => ({ args: ['--redis.addr='] }) },
};

export const monitorServer: NodeServer<MonitorNode> = {
  async launch(site, node) {
    const folder = site.homeOf(node);
    mkdirSync(folder, { recursive: true });
    if (site.account) chownSync(folder, site.account.uid, site.account.gid);
    const { args, environment = {} } = WATCHERS[node.name].order(site, folder);
    const address = `--web.listen-address=127.0.0.1:${node.port}`;
    const file = site.record.programs.monitors[node.name]!;
    return { file, args: [address, ...args], environment, account: site.account };
  },

  async isReady(_site, { name, port }) {
    const url = `http://127.0.0.1:${port}${WATCHERS[name].readyPath}`;
    return (await fetch(url, { signal: AbortSignal.timeout(PROBE_MS_MAX) })).ok;
  },

  ending: { signal: 'SIGTERM', patienceMs: SHUTDOWN_MS_MAX },
};

function prometheus(site: RigSite, folder: string): { args: string[] } {
  const config = join(folder, 'prometheus.yml');
  const rules = join(folder, 'rules');
  writeFileSync(config, prometheusConfig(sourceOf('prometheus.yml'), planOf(site), rules));
  writeRules(rules);
  return {
    args: [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`, '--log.level=warn'],
  };
}

function writeRules(folder: string): void {
  const sources = join(MONITORING_SOURCES, 'rules');
  if (!existsSync(sources)) return;
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(sources).filter((name) => name.endsWith('.yml')))
    writeFileSync(join(folder, file), hastenedRules(readFileSync(join(sources, file), 'utf8')));
}

function alertmanager(site: RigSite, folder: string): { args: string[] } {
  const config = join(folder, 'alertmanager.yml');
  writeFileSync(config, alertmanagerConfig(sourceOf('alertmanager.yml'), planOf(site).alertsUrl));
  const alone = '--cluster.listen-address=';
  return {
    args: [`--config.file=${config}`, `--storage.path=${join(folder, 'data')}`, alone, '--log.level=warn'],
  };
}

/** The primaries, as in production; they are those of its start. */
function postgresExporter(site: RigSite): { args: string[]; environment: Record<string, string> } {
  const primaries = [CATALOG, STATS_DATABASE, ...site.shards.keys()].map((name) => site.primaryOf(name));
  return {
    args: SEVERAL_SERVERS,
    environment: { DATA_SOURCE_NAME: primaries.map(({ port }) => databaseUrl(port)).join(',') },
  };
}

function planOf({ nodes, record }: RigSite): MonitoringPlan {
  return new MonitoringPlan(nodes, record.options.portBase);
}

function sourceOf(name: string): string {
  return readFileSync(join(MONITORING_SOURCES, name), 'utf8');
}
