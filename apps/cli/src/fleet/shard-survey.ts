import { join } from 'node:path';
import { SlotMap, SlotMapFile, type SlotRange } from '@fleetlink/shard';
import type { Database } from '@fleetlink/postgres';
import { databaseFault, type DatabaseFault } from './database-fault.js';
import type { Fleet, Place } from './fleet.js';

/** What one database answered, or why it did not. */
export type Answered<Value> =
  | { readonly name: string; readonly value: Value; readonly fault?: undefined }
  | { readonly name: string; readonly value?: undefined; readonly fault: DatabaseFault };

/**
 * Asks several databases at once. One that cannot be used does not keep the others from answering.
 * @throws whatever no database is to blame for.
 */
export async function askEach<Value>(
  fleet: Fleet,
  places: readonly Place[],
  ask: (database: Database, name: string) => Promise<Value>,
): Promise<Answered<Value>[]> {
  return Promise.all(
    places.map(async (place): Promise<Answered<Value>> => {
      const { name } = place;
      try {
        return { name, value: await ask(fleet.open(place), name) };
      } catch (error) {
        const fault = databaseFault(error, fleet.origin);
        if (fault) return { name, fault };
        throw error;
      }
    }),
  );
}

/** One line per kind of fault: `shard-0, shard-1: nothing listens at its address. Start …`. */
export function faultRemarks(answers: readonly Answered<unknown>[]): string[] {
  const faulty = answers.filter(({ fault }) => fault !== undefined);
  const byWords = Map.groupBy(faulty, ({ fault }) => `${fault!.reason}. ${fault!.mend}`);
  return [...byWords].map(([words, those]) => `${those.map(({ name }) => name).join(', ')}: ${words}`);
}

/** The ranges that a process here last read from the shards, for those that are down. */
export function lastKnownRanges(dataDir: string): SlotRange[] {
  return new SlotMapFile(join(dataDir, 'slot-map.json')).read();
}

/** The slot map: what the shards say themselves and, for those that did not answer, what was last known. */
export function slotMapOf(
  answers: readonly Answered<{ readonly ranges: readonly SlotRange[] }>[],
  lastKnown: readonly SlotRange[],
): SlotMap {
  const silent = new Set(answers.flatMap(({ name, fault }) => (fault ? name : [])));
  // Of two ranges of one epoch the later one wins: a shard's own word outweighs what was known of another.
  return new SlotMap([
    ...lastKnown.filter(({ shard }) => silent.has(shard)),
    ...answers.flatMap(({ value }) => value?.ranges ?? []),
  ]);
}
