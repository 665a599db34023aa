import { labelledLines } from '../terminal/table.js';
import type { Paint } from '../terminal/terminal.js';
import type { FleetMigrationReport } from './migrate-fleet.js';

/** What was applied, database by database. */
export function migrationLines({ databases }: FleetMigrationReport, paint: Paint): string[] {
  const entries = databases.map(
    ({ database, applied }) => [database, applied.length > 0 ? applied.join(', ') : 'up to date'] as const,
  );
  return labelledLines(entries).map((line) => (line.endsWith('up to date') ? paint('dim', line) : line));
}

export function migrationRemarks({ databases, slotsClaimed }: FleetMigrationReport): string[] {
  const applied = databases.reduce((sum, database) => sum + database.applied.length, 0);
  const total = applied === 0 ? 'Everything is up to date.' : `Applied ${applied} migrations.`;
  return slotsClaimed ? [total, 'A new fleet: its shards were given equal ranges of slots.'] : [total];
}
