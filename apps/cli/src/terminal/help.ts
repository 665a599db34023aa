export type Example = readonly [command: string, does: string];

/** What a help text ends with: each line can be copied and run. */
export function examples(...list: readonly Example[]): string {
  const width = Math.max(...list.map(([command]) => command.length));
  return ['', 'Examples:', ...list.map(([command, does]) => `  ${command.padEnd(width)}  ${does}`)].join(
    '\n',
  );
}
