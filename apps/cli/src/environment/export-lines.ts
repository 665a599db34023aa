/** Variables by name. */
export type Variables = Readonly<Record<string, string>>;

/** Lines that a POSIX shell can `eval`: whatever a value holds, it stays one value. */
export function exportLines(variables: Variables): string[] {
  return Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
}

/** In single quotes nothing but the quote itself is special: it is closed, escaped and opened again. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
