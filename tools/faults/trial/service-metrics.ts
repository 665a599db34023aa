import type { Rig } from '../../rig/rig-fleet.ts';

export type Labels = Readonly<Record<string, string>>;

const SCRAPE_MS_MAX = 5_000;

/** Everything that a service shows of itself, to be read with `sumIn`. */
export async function scrape(rig: Rig, service: string): Promise<string> {
  const node = rig.site.ofKind('service').find(({ name }) => name === service)!;
  const url = `http://127.0.0.1:${node.managementPort}/metrics`;
  const response = await fetch(url, { signal: AbortSignal.timeout(SCRAPE_MS_MAX) });
  return response.text();
}

/**
 * The sum of a metric over the series that have these labels, in the text format of Prometheus.
 * @throws {Error} when there is no such series: a renamed metric must not read as 0.
 */
export function sumIn(text: string, metric: string, labels: Labels = {}): number {
  const wanted = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  const series = text
    .split('\n')
    .filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `))
    .filter((line) => wanted.every((label) => line.includes(label)));
  if (series.length === 0) throw new Error(`there is no metric ${metric}{${wanted.join(',')}}`);
  return series.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
