/** One broken rule at one place, with what to do about it. */
export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly mend: string;
}

/** One line, in the form editors and terminals make clickable. */
export function printed(fault: Fault): string {
  return `${fault.file}:${fault.line} ${fault.rule}: ${fault.mend}`;
}

/** The line (from 1) on which `part` first appears; 1 if it does not. */
export function lineOf(text: string, part: string): number {
  const at = text.indexOf(part);
  return at < 0 ? 1 : text.slice(0, at).split('\n').length;
}
