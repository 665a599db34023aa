/** What is known of a metric before anything is measured. docs/metrics.md shows every one that a service has. */
export interface MetricDeclaration<Label extends string = string> {
  /** Ends with its unit (`_seconds`, `_bytes`), or with `_total` if it counts. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly Label[];
  /** Upper bounds of a histogram. */
  readonly buckets?: readonly number[];
}

/** The metrics of one subject. */
export type MetricTopic = Readonly<Record<string, MetricDeclaration>>;

type Declare = <const Label extends string = never>(
  name: string,
  help: string,
  labels?: readonly Label[],
) => MetricDeclaration<Label>;

export const counter: Declare = (name, help, labels = []) => ({ name, type: 'counter', help, labels });

export const gauge: Declare = (name, help, labels = []) => ({ name, type: 'gauge', help, labels });

export function histogram<const Label extends string = never>(
  name: string,
  help: string,
  { labels = [], buckets }: { readonly labels?: readonly Label[]; readonly buckets: readonly number[] },
): MetricDeclaration<Label> {
  return { name, type: 'histogram', help, labels, buckets };
}

export function metricsOf(...topics: readonly MetricTopic[]): readonly MetricDeclaration[] {
  return topics.flatMap((topic) => Object.values(topic));
}
