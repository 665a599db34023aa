// What must not reach a log, by field and by its look: docs/logs.md.

export const REDACTED = '[redacted]';

const secretFields = [
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'cookie',
  'set-cookie',
  'secret',
  'password',
];

/** Under `facts` and two levels below: deeper objects do not belong in a log line. */
export const redactedPaths: readonly string[] = secretFields.flatMap((field) =>
  ['', '*', '*.*', '*.*.*'].map((above) => `${above}["${field}"]`),
);

/** Its id is enough to find an API key. */
const apiKey = /\bfl_([0-9A-Za-z]{12})_[0-9A-Za-z]+/g;

/** `postgresql://user:password@host`. */
const credentials = /:\/\/[^\s:@/"]*:[^\s@"]+@/g;

/** The query of an http URL, where targets carry tokens; JSON text has no bare quote or backslash in it. */
const query = /(\bhttps?:\/\/[^\s"\\?#]+)\?[^\s"\\]+/g;

/** In the text of a whole line, as secrets come inside of messages and errors too. */
export function withoutSecrets(line: string): string {
  return line
    .replace(apiKey, `fl_$1_${REDACTED}`)
    .replace(credentials, `://${REDACTED}@`)
    .replace(query, `$1?${REDACTED}`);
}
