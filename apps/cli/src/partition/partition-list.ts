import { layoutNamed, type IdLayout } from '@fleetlink/code';
import { readSettings, type Environment } from '@fleetlink/settings';
import type { Fleet } from '../fleet/fleet.js';
import { layoutTopics } from '../fleet/fleet.settings.js';
import { recordedDeployment } from '../fleet/recorded-deployment.store.js';
import { askEach, type Answered } from '../fleet/shard-survey.js';
import { boundsOf, boundsOfMonth } from './partition-bounds.js';
import { partitionRows, type PartitionRow } from './partition-rows.store.js';

/** Links by month of their ids, on each shard. */
export const LINK_PARENTS = ['link'];

/** Single clicks and counted batches by day, in the statistics. */
export const STATS_PARENTS = ['click', 'processed_batch'];

/** One line of `fleetlink partitions`. */
export interface Partition extends Omit<PartitionRow, 'bound'> {
  readonly database: string;
  /** The month or the day that it holds, as `2026-11` or `2026-11-22`. */
  readonly period: string | null;
  /** RFC 3339; `to` is exclusive. */
  readonly from: string | null;
  readonly to: string | null;
}

export interface PartitionSurvey {
  readonly answers: readonly Answered<readonly PartitionRow[]>[];
  readonly partitions: readonly Partition[];
}

export async function surveyPartitions(fleet: Fleet, environment: Environment): Promise<PartitionSurvey> {
  const [layout, onShards, onStats] = await Promise.all([
    fleetLayout(fleet, environment),
    askEach(fleet, fleet.shards, (database) => partitionRows(database, LINK_PARENTS)),
    askEach(fleet, [fleet.stats], (database) => partitionRows(database, STATS_PARENTS)),
  ]);
  const answers = [...onShards, ...onStats];
  const partitions = answers.flatMap(({ name, value }) =>
    (value ?? []).map((row) => partitionOf(name, row, layout)),
  );
  return { answers, partitions };
}

/** The layout that the fleet recorded at its first boot; before that, the one that is set. */
export async function fleetLayout(fleet: Fleet, environment: Environment): Promise<IdLayout> {
  const answers = await askEach(fleet, fleet.shards, recordedLayout);
  const recorded = answers.find(({ value }) => value !== undefined)?.value;
  return recorded ?? readSettings(layoutTopics, environment).code.layout;
}

async function recordedLayout(
  shard: Parameters<typeof recordedDeployment>[0],
): Promise<IdLayout | undefined> {
  const deployment = await recordedDeployment(shard);
  return deployment && layoutNamed(deployment.layout);
}

export function partitionOf(database: string, row: PartitionRow, layout: IdLayout): Partition {
  const { bound, ...figures } = row;
  const { fromMs, toMs } = bound === null ? boundsOfMonth(row.table) : boundsOf(bound, layout);
  const from = isoText(fromMs);
  const periodLength = row.parent === 'link' ? 'yyyy-mm'.length : 'yyyy-mm-dd'.length;
  return { database, ...figures, period: from?.slice(0, periodLength) ?? null, from, to: isoText(toMs) };
}

function isoText(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}
