/** The SQL of the tables this lib reads and writes, by kind of database. */
export const accessMigrations = { catalog: new URL('../migrations/catalog/', import.meta.url) };
