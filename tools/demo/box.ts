/** A titled table in a frame; the last thing a run prints. */
export function box(title: string, rows: readonly (readonly [label: string, value: string])[]): string {
  const labelWidth = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.map(([label, value]) => `${label.padEnd(labelWidth)}   ${value}`);
  const width = Math.max(title.length + 1, ...lines.map((line) => line.length));
  const top = `╭─ ${title} ${'─'.repeat(width - title.length - 1)}╮`;
  const body = lines.map((line) => `│ ${line.padEnd(width)} │`);
  return [top, ...body, `╰${'─'.repeat(width + 2)}╯`].join('\n');
}
