/** Something the person at the keyboard can mend: told with its hint, without a stack. */
export class RigError extends Error {
  override readonly name = 'RigError';
  /** What to do about it. */
  readonly mend: string | undefined;

  constructor(message: string, mend?: string, options?: ErrorOptions) {
    super(message, options);
    this.mend = mend;
  }
}
