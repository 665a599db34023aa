/** The embedded Postgres could not be found, placed, started or locked. The message says how to mend it. */
export class EmbeddedServerError extends Error {
  override readonly name = 'EmbeddedServerError';
}

/** The data folder belongs to another live process, which the message names. */
export class DataFolderTakenError extends EmbeddedServerError {}
