/** A dashboard as we write it; `grafana.ts` makes Grafana's of it. */
import type { Unit } from './unit.ts';

export interface Dashboard {
  /** The file's name, and its address in Grafana. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Panel {
  readonly title: string;
  /** What it shows, and what to think of it. */
  readonly description: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** The newest value as a number, instead of a graph. */
  readonly isStat?: boolean;
  /** Where it turns yellow and red; critical below warning: less is worse. */
  readonly limits?: { readonly warning: number; readonly critical: number };
  /** Alerts that this panel explains: it links to their runbooks. */
  readonly alerts?: readonly string[];
}

/** PromQL without variables of Grafana, so that Prometheus can be asked as it stands. */
export interface Query {
  readonly expr: string;
  /** `{{shard}}` is the label. */
  readonly legend: string;
  /** True: no series is good news, as nothing of the kind happened. */
  readonly isEmptyInHealth?: boolean;
}
