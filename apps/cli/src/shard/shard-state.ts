import { SLOT_COUNT } from '@fleetlink/code';
import { ownedRanges, type SlotMap, type SlotRange } from '@fleetlink/shard';
import type { Fleet } from '../fleet/fleet.js';
import { askEach, lastKnownRanges, slotMapOf, type Answered } from '../fleet/shard-survey.js';
import { EXIT } from '../terminal/exit-codes.js';
import { shardFigures, type ShardFigures } from './shard-figures.store.js';

export interface ShardReading extends ShardFigures {
  readonly ranges: readonly SlotRange[];
}

/** One line of `fleetlink shards`. What only the shard could have told is null. */
export interface ShardState {
  readonly shard: string;
  /** `faulty`: its server answers, and cannot do what was asked. */
  readonly state: 'reachable' | 'faulty' | 'down';
  /** Why it is not simply reachable. */
  readonly reason: string | null;
  readonly ranges: readonly Omit<SlotRange, 'shard'>[];
  /** Where the shard could not tell: as a process on this machine last read them. */
  readonly rangesFrom: 'shard' | 'last known';
  readonly slotCount: number;
  readonly sizeBytes: number | null;
  readonly linkEstimate: number | null;
  readonly leafCount: number | null;
}

export interface ShardSurvey {
  readonly answers: readonly Answered<ShardReading>[];
  readonly states: readonly ShardState[];
  readonly unownedSlots: number;
}

export async function surveyShards(fleet: Fleet): Promise<ShardSurvey> {
  const answers = await askEach(fleet, fleet.shards, async (database, name) => ({
    ranges: await ownedRanges(name, database),
    ...(await shardFigures(database)),
  }));
  return shardStates(answers, lastKnownRanges(fleet.dataDir));
}

export function shardStates(
  answers: readonly Answered<ShardReading>[],
  lastKnown: readonly SlotRange[],
): ShardSurvey {
  const map = slotMapOf(answers, lastKnown);
  const states = answers.map((answer) => ({
    shard: answer.name,
    ...stateOf(answer),
    ...slotsOf(map, answer.name),
  }));
  return { answers, states, unownedSlots: map.unownedSlots };
}

type SlotsState = Pick<ShardState, 'ranges' | 'slotCount'>;

/** Where ranges overlap, as they may while one moves, a slot counts for its owner only. */
function slotsOf(map: SlotMap, shard: string): SlotsState {
  let slotCount = 0;
  for (let slot = 0; slot < SLOT_COUNT; slot += 1) if (map.ownerOf(slot) === shard) slotCount += 1;
  const ranges = map.ranges.filter((range) => range.shard === shard);
  return {
    ranges: ranges.map(({ firstSlot, lastSlot, epoch }) => ({ firstSlot, lastSlot, epoch })),
    slotCount,
  };
}

function stateOf({ value, fault }: Answered<ShardReading>): Omit<ShardState, 'shard' | keyof SlotsState> {
  if (!value) {
    const unknown = { sizeBytes: null, linkEstimate: null, leafCount: null };
    const state = fault.exitCode === EXIT.unreachable ? 'down' : 'faulty';
    return { state, reason: fault.reason, rangesFrom: 'last known', ...unknown };
  }
  const { sizeBytes, linkEstimate, leafCount } = value;
  return { state: 'reachable', reason: null, rangesFrom: 'shard', sizeBytes, linkEstimate, leafCount };
}
