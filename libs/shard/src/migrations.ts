/** The SQL of the tables this lib reads and writes, by kind of database. */
export const shardMigrations = { shard: new URL('../migrations/shard/', import.meta.url) };
