/** The folders of SQL files that this lib brings, one per kind of database. */
export const clickMigrations = {
  stats: new URL('../migrations/stats/', import.meta.url),
  catalog: new URL('../migrations/catalog/', import.meta.url),
} as const;
