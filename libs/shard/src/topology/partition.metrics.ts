import { gauge, type Metrics, type Reading } from '@fleetlink/service';

export const partitionMetrics = {
  end: gauge(
    'fleetlink_partitions_end_timestamp_seconds',
    'Until when there are partitions, as this process knows; 0 while it does not.',
    ['database', 'table'],
  ),
};

export interface PartitionsEnd {
  readonly database: string;
  readonly table: string;
  readonly endMs: number;
}

export function measurePartitions(metrics: Metrics, ends: () => readonly PartitionsEnd[]): void {
  metrics.show(partitionMetrics.end, () =>
    ends().map(({ database, table, endMs }): Reading => [{ database, table }, endMs / 1000]),
  );
}
