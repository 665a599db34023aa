/** Something the person at the keyboard can mend: told in a line or two, without a stack. */
export class DemoFault extends Error {
  override readonly name = 'DemoFault';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
