import { collectDefaultMetrics, Counter, Histogram, Registry, type Metric } from 'prom-client';
import type { MetricDeclaration } from './metric.js';
import { ReadMetric, type Reader } from './read-metric.js';

/**
 * The process's metrics. Asking twice for one name gives the same metric, so that parts which run
 * together in one process may share it.
 */
export class Metrics {
  readonly registry = new Registry();

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
  }

  /** Counted by prom-client: for what is rare enough to pay for it. */
  counter<Label extends string>({ name, help, labels }: MetricDeclaration<Label>): Counter<Label> {
    return this.once(
      name,
      () => new Counter({ name, help, labelNames: [...labels], registers: [this.registry] }),
    );
  }

  /** Measured by prom-client: for what is rare enough to pay for it. */
  histogram<Label extends string>(declaration: MetricDeclaration<Label>): Histogram<Label> {
    const { name, help, labels, buckets = [] } = declaration;
    const configuration = { name, help, labelNames: [...labels], buckets: [...buckets] };
    return this.once(name, () => new Histogram({ ...configuration, registers: [this.registry] }));
  }

  /** Asked when somebody scrapes. Several readers of one metric show different labels of it. */
  show(declaration: MetricDeclaration, read: Reader): void {
    this.once(declaration.name, () => this.registered(new ReadMetric(declaration))).add(read);
  }

  /** The Prometheus text exposition. */
  async text(): Promise<string> {
    return this.registry.metrics();
  }

  private registered(metric: ReadMetric): ReadMetric {
    // The registry asks for no more than `name` and `get`; its types ask for its own classes.
    this.registry.registerMetric(metric as unknown as Metric);
    return metric;
  }

  private once<M>(name: string, make: () => M): M {
    return (this.registry.getSingleMetric(name) as M | undefined) ?? make();
  }
}
