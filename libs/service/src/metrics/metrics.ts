import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type CounterConfiguration,
  type GaugeConfiguration,
  type HistogramConfiguration,
  type Metric,
} from 'prom-client';
import type { MetricValues } from './metric-values.js';

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

  counter<Label extends string>(configuration: CounterConfiguration<Label>): Counter<Label> {
    return this.once(configuration.name, () => new Counter({ ...configuration, registers: [this.registry] }));
  }

  /** With `collect` the value is read at scrape time, which costs the hot path nothing. */
  gauge<Label extends string>(configuration: GaugeConfiguration<Label>): Gauge<Label> {
    return this.once(configuration.name, () => new Gauge({ ...configuration, registers: [this.registry] }));
  }

  histogram<Label extends string>(configuration: HistogramConfiguration<Label>): Histogram<Label> {
    return this.once(
      configuration.name,
      () => new Histogram({ ...configuration, registers: [this.registry] }),
    );
  }

  /** The Prometheus text exposition. */
  async text(): Promise<string> {
    return this.registry.metrics();
  }

  async values(): Promise<MetricValues> {
    return this.registry.getMetricsAsJSON();
  }

  private once<M extends Metric>(name: string, make: () => M): M {
    return (this.registry.getSingleMetric(name) as M | undefined) ?? make();
  }
}
