import { Database } from './database.js';

/** Tenants, keys and worker leases. A class of its own, so that it can be injected by its type. */
export class CatalogDatabase extends Database {}

/** Click statistics: never on the link shards. */
export class StatsDatabase extends Database {}
