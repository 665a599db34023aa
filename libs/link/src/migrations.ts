/** The SQL of the tables this lib reads and writes, by kind of database. */
export const linkMigrations = {
  shard: new URL('../migrations/shard/', import.meta.url),
  catalog: new URL('../migrations/catalog/', import.meta.url),
};
