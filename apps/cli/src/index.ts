export { migrateFleet } from './migrate/migrate-fleet.js';
export type { FleetMigrationReport, OpenDatabase } from './migrate/migrate-fleet.js';
export { concurrentUsers, planOf } from './capacity/capacity-plan.js';
export type { CapacityPlan } from './capacity/capacity-plan.js';
export type { PartPlan } from './capacity/part-plan.js';
export { summaryOf, titleOf } from './capacity/capacity-table.js';
export { policies, unitFigures } from './capacity/unit-figures.js';
export { usualPrices } from './capacity/unit-prices.js';
export { ladder, scenarios } from './capacity/workload.js';
