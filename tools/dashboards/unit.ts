/** Grafana's names of the units that our panels use. */
import {
  BytesIEC,
  CountsPerSecond,
  NoUnit,
  PercentUnit,
  RequestsPerSecond,
  Seconds,
  Short,
} from '@grafana/grafana-foundation-sdk/units';

export const unit = {
  bytes: BytesIEC,
  count: Short,
  perSecond: CountsPerSecond,
  plain: NoUnit,
  requestsPerSecond: RequestsPerSecond,
  seconds: Seconds,
  /** 0.5 is half of it. */
  share: PercentUnit,
} as const;

export type Unit = (typeof unit)[keyof typeof unit];
