import { execFile, spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { MetricDeclaration } from '@fleetlink/service';
import { metricsByService, metricsOfNode } from '../docs/service-metrics.ts';
import { freePortBase } from '../rig/control/free-port-base.ts';
import type { ServiceName } from '../rig/plan/fleet-node.ts';
import { databaseUrl } from '../rig/postgres/sql.client.ts';
import { whyNoRig } from '../rig/program/programs.ts';
import { startRig, type Rig } from '../rig/rig-fleet.ts';
import { ROOT } from '../test/program.ts';
import { MONITORING_PROGRAMS, whyNoMonitoringPrograms } from './monitoring-programs.ts';
import { lookCommands, runbookPages } from './runbooks.ts';

jest.setTimeout(180_000);

const NEEDS = { isEmbedded: false, hasNginx: true, hasPgbouncer: false };
/** Several workers have several. */
const START_TIME = 'process_start_time_seconds';

const AT_ONCE = 4;
const COMMAND_MS_MAX = 60_000;

const reason = await whyNoRig(NEEDS);
const whereItCanRun = reason === undefined ? describe : describe.skip;

const whyNoPsql = spawnSync('psql', ['--version']).error && 'psql is not installed';
const whyNoPromtool = await whyNoMonitoringPrograms();

const services: readonly ServiceName[] = ['create', 'lookup', 'stats', 'edge'];

/** What is shown only where it is used. */
const EVERYTHING = { WORKERS: '2', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };

whereItCanRun(`a fleet that is watched${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  let rig: Rig;
  const scraped = new Map<ServiceName, string>();

  beforeAll(async () => {
    const shape = { shards: 1, replicas: 1, lookups: 1, edgeCacheSeconds: 1 };
    rig = await startRig({
      ...shape,
      portBase: await freePortBase(shape),
      isBuilt: true,
      settings: EVERYTHING,
    });
    await makeAndFollowLink(rig);
    for (const service of services)
      scraped.set(service, await (await fetch(`${managementOf(rig, service)}/metrics`)).text());
  });
  afterAll(() => rig?.down());

  describe.each(services)('what %s shows', (service) => {
    it('is what docs/metrics.md says, no more and no less', () => {
      const shown = familiesIn(scraped.get(service)!);
      const all = [...metricsByService[service]!, ...metricsOfNode()];
      const declared = service === 'lookup' ? all.filter(({ name }) => name !== START_TIME) : all;
      expect(shown.map(({ name }) => name).toSorted()).toEqual(declared.map(({ name }) => name).toSorted());
      const types = new Map(declared.map(({ name, type }) => [name, type]));
      expect(shown.filter(({ name, type }) => types.get(name) !== type)).toEqual([]);
    });

    it('has the labels that were declared', () => {
      const declared = new Map(metricsByService[service]!.map((metric) => [metric.name, metric.labels]));
      for (const { name, labels } of seriesIn(scraped.get(service)!)) {
        const metric = declared.get(name) ?? declared.get(name.replace(/_(bucket|sum|count)$/, ''));
        if (!metric) continue;
        const own = labels.filter((label) => label !== 'service' && label !== 'le');
        expect({ name, labels: own.toSorted() }).toEqual({ name, labels: [...metric].toSorted() });
      }
    });

    const whereThereIsPromtool = whyNoPromtool === undefined ? it : it.skip;
    whereThereIsPromtool(
      `is named as Prometheus wants it${whyNoPromtool === undefined ? '' : ` (skipped: ${whyNoPromtool})`}`,
      () => {
        const ours = scraped.get(service)!.match(/^(?:# \w+ )?fleetlink_.*\n/gm)!;
        const lint = spawnSync(MONITORING_PROGRAMS.prometheus, ['check', 'metrics'], {
          input: ours.join(''),
          encoding: 'utf8',
        });
        expect(`${lint.stdout}${lint.stderr}`).toBe('');
        expect(lint.status).toBe(0);
      },
    );
  });

  const commands = [...new Set(runbookPages().flatMap(lookCommands))];
  const possible = commands.filter((command) => !whyNoPsql || !command.includes('psql'));

  it('answers every command by which runbooks look', async () => {
    expect(possible.length).toBeGreaterThan(60);
    const environment = lookEnvironment(rig);
    const waiting = [...possible];
    const failures: string[] = [];
    const worker = async () => {
      for (let command = waiting.shift(); command !== undefined; command = waiting.shift()) {
        const said = await failureOf(command, environment);
        if (said !== undefined) failures.push(`${command}\n${said}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(failures).toEqual([]);
  });

  if (whyNoPsql) it.skip(`answers psql (skipped: ${whyNoPsql})`, () => {});
});

async function makeAndFollowLink(rig: Rig): Promise<void> {
  const made = await fetch(`${rig.gatewayUrl}/api/v1/links`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${rig.apiKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ url: 'https://example.com/' }),
  });
  const { shortUrl } = (await made.json()) as { shortUrl: string };
  const followed = await fetch(shortUrl, { redirect: 'manual' });
  if (followed.status !== 302) throw new Error(`the link was answered ${followed.status}`);
}

function managementOf(rig: Rig, service: ServiceName): string {
  const { managementPort } = rig.site.ofKind('service').find(({ app }) => app === service)!;
  return `http://127.0.0.1:${managementPort}`;
}

/** The variables that docs/runbooks/README.md asks for. */
function lookEnvironment(rig: Rig): NodeJS.ProcessEnv {
  const nodeOf = (cluster: string) => rig.site.ofKind('redis').find((node) => node.cluster === cluster)!;
  const { redisCli } = rig.site.record.programs;
  return {
    ...process.env,
    ...rig.environment(),
    PATH: [dirname(redisCli), dirname(process.execPath), process.env['PATH']].join(delimiter),
    CREATE: managementOf(rig, 'create'),
    LOOKUP: managementOf(rig, 'lookup'),
    STATS: managementOf(rig, 'stats'),
    EDGE: managementOf(rig, 'edge'),
    SHARD: databaseUrl(rig.site.primaryOf('shard-0').reachedAt),
    CACHE: `redis://127.0.0.1:${nodeOf('cache').port}`,
    STATE: `redis://127.0.0.1:${nodeOf('state').port}`,
  };
}

/** Undefined when it did what it says; what it printed otherwise. */
function failureOf(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env, timeout: COMMAND_MS_MAX };
    execFile('/bin/bash', ['-o', 'pipefail', '-c', command], options, (error, stdout, stderr) => {
      const isSilent = stdout.trim() === '';
      resolve(error || isSilent ? `${error?.message ?? 'it says nothing'}\n${stdout}${stderr}` : undefined);
    });
  });
}

function familiesIn(text: string): Pick<MetricDeclaration, 'name' | 'type'>[] {
  return [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => ({
    name: name!,
    type: type as MetricDeclaration['type'],
  }));
}

function seriesIn(text: string): { name: string; labels: string[] }[] {
  return [...text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)].map(([, name, labels = '']) => ({
    name: name!,
    labels: [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label!),
  }));
}
