export { migrateFleet } from './migrate/migrate-fleet.js';
export type { FleetMigrationReport, OpenDatabase } from './migrate/migrate-fleet.js';
