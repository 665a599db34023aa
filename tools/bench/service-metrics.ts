/** What services count about themselves, read from their management ports. */
import type { ServiceName } from '../rig/plan/fleet-node.ts';
import type { Rig } from '../rig/rig-fleet.ts';

/** The values of one metric by the label that is its own. */
export type Values = Readonly<Record<string, number>>;

/** Of all processes of a service together. */
export async function metricOf(rig: Rig, app: ServiceName, metric: string): Promise<Values> {
  const nodes = rig.site.ofKind('service').filter((node) => node.app === app);
  return metricAt(
    nodes.map(({ managementPort }) => `http://127.0.0.1:${managementPort}`),
    metric,
  );
}

/** Of the processes with these management ports together. */
export async function metricAt(managementUrls: readonly string[], metric: string): Promise<Values> {
  const all = await Promise.all(
    managementUrls.map(async (url) => valuesIn(await (await fetch(`${url}/metrics`)).text(), metric)),
  );
  return all.reduce((sum, values) => combined(sum, values, (one, other) => one + other), {});
}

/** Over all labels, of one process. */
export async function totalAt(managementUrl: string, metric: string): Promise<number> {
  return Object.values(await metricAt([managementUrl], metric)).reduce((sum, value) => sum + value, 0);
}

export function difference(after: Values, before: Values): Values {
  return combined(after, before, (one, other) => one - other);
}

/** `metric{label="key",service="lookup"} 42`, a line each. */
export function valuesIn(text: string, metric: string): Values {
  const lines = text.matchAll(new RegExp(`^${metric}\\{[a-z0-9_]+="([^"]*)"[^}]*\\} (\\S+)$`, 'gm'));
  return Object.fromEntries([...lines].map(([, key, value]) => [key!, Number(value)]));
}

function combined(values: Values, others: Values, combine: (one: number, other: number) => number): Values {
  const keys = new Set([...Object.keys(values), ...Object.keys(others)]);
  return Object.fromEntries([...keys].map((key) => [key, combine(values[key] ?? 0, others[key] ?? 0)]));
}
