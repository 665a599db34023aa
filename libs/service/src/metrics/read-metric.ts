import { Durations } from './durations.js';
import type { MetricDeclaration } from './metric.js';

export type Labels = Readonly<Record<string, string>>;

/** A value, or a histogram, with its labels. */
export type Reading = readonly [labels: Labels, value: number | Durations];

export type Reader = () => readonly Reading[] | Promise<readonly Reading[]>;

interface Value {
  readonly metricName: string;
  readonly labels: Labels;
  readonly value: number;
}

/** A metric whose values are read when somebody scrapes: what is measured pays no more than an increment. */
export class ReadMetric {
  private readonly readers: Reader[] = [];

  constructor(private readonly declaration: MetricDeclaration) {}

  get name(): string {
    return this.declaration.name;
  }

  add(reader: Reader): void {
    this.readers.push(reader);
  }

  /** What prom-client's registry asks of a metric. */
  async get() {
    const { name, help, type } = this.declaration;
    const readings = (await Promise.all(this.readers.map((read) => read()))).flat();
    return { name, help, type, aggregator: 'sum', values: readings.flatMap((one) => this.valuesOf(one)) };
  }

  private valuesOf([labels, value]: Reading): Value[] {
    return value instanceof Durations
      ? histogramValues(this.name, labels, value)
      : [{ metricName: this.name, labels, value }];
  }
}

/** One reading without labels. */
export function only(value: number): Reading[] {
  return [[{}, value]];
}

/** A reading for each key, which is the value of `label`. */
export function by(label: string, values: Readonly<Record<string, number | Durations>>): Reading[] {
  return Object.entries(values).map(([key, value]) => [{ [label]: key }, value]);
}

function histogramValues(name: string, labels: Labels, { bounds, counts, sumSeconds }: Durations): Value[] {
  let cumulated = 0;
  const buckets = [...bounds.map(String), '+Inf'].map((le, index) => {
    cumulated += counts[index]!;
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: cumulated };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sumSeconds },
    { metricName: `${name}_count`, labels, value: cumulated },
  ];
}
