/** What the page needs to know of one metric; `@fleetlink/service` has the whole type. */
export interface DocumentedMetric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
}

export type MetricsByService = Readonly<Record<string, readonly DocumentedMetric[]>>;

const UNITS: readonly (readonly [suffix: string, unit: string])[] = [
  ['_timestamp_seconds', 'Unix time'],
  ['_seconds', 's'],
  ['_bytes', 'bytes'],
  ['_bytes_total', 'bytes'],
];

/** docs/metrics.md, from the declarations that the services register. */
export function metricsPage(services: MetricsByService, ofNode: readonly DocumentedMetric[]): string {
  return [
    '# Metrics',
    '',
    'What each service shows on its management port under `/metrics`; every series has the label `service` as well.',
    'Counters start at 0 with the process. Metrics of Redis are absent where no cluster is configured. This page is written',
    'by `npm run docs`; `tools/alerts/monitored-rig.db-spec.ts` holds it against running services.',
    '',
    '| name | type | labels | unit | meaning | services |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rowsOf(services),
    '',
    '## Of every Node process',
    '',
    'From prom-client. Garbage collection shows after the first one.',
    '',
    '| name | type | meaning |',
    '| --- | --- | --- |',
    ...ofNode.map(({ name, type, help }) => `| \`${name}\` | ${type} | ${help} |`),
    '',
  ].join('\n');
}

function rowsOf(services: MetricsByService): string[] {
  const all = new Map(Object.values(services).flatMap((metrics) => metrics.map((one) => [one.name, one])));
  return [...all.values()]
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, type, help, labels }) => {
      const shown = labels.map((label) => `\`${label}\``).join(', ') || '–';
      return `| \`${name}\` | ${type} | ${shown} | ${unitOf(name)} | ${help} | ${servicesWith(services, name).join(', ')} |`;
    });
}

function servicesWith(services: MetricsByService, name: string): string[] {
  return Object.keys(services).filter((service) => services[service]!.some((metric) => metric.name === name));
}

function unitOf(name: string): string {
  return UNITS.find(([suffix]) => name.endsWith(suffix))?.[1] ?? '–';
}
