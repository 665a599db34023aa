export type Example = readonly [command: string, does: string];

/** What a help text ends with: each first line can be copied and run. */
export function examples(...list: readonly Example[]): string {
  return ['', 'Examples:', ...list.flatMap(([command, does]) => [`  ${command}`, `      ${does}`])].join(
    '\n',
  );
}
