export { freePort } from './free-port.js';
export { temporaryFolder } from './temporary-folder.js';
export type { TemporaryFolder } from './temporary-folder.js';
export { testDatabase } from './test-database.js';
export type { TestDatabase, TestDatabaseRequest } from './test-database.js';
export { waitFor } from './wait-for.js';
export { replicatedServer } from './replicated-server.js';
export type { ReplicatedNode, ReplicatedServer, TestReplica } from './replicated-server.js';
export { BentClock, whyNoBentClock } from './bent-clock.js';
