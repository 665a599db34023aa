import { AggregatorRegistry, type Registry } from 'prom-client';

/** What a registry holds at one moment, as plain data that can be sent to another process. */
export type MetricValues = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** Added up, or put together as the `aggregator` of each metric says. */
export function sumOf(all: readonly MetricValues[]): MetricValues {
  return AggregatorRegistry.aggregate([...all]).getMetricsAsArray() as MetricValues;
}

export function textOf(all: readonly MetricValues[]): Promise<string> {
  return AggregatorRegistry.aggregate([...all]).metrics();
}

export function countsUpwards({ type }: MetricValues[number]): boolean {
  return String(type) !== 'gauge';
}
