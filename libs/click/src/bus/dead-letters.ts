/** A message that cannot be counted, kept for a person to look at. */
export interface DeadLetter {
  /** Null when the text could not be read that far. */
  readonly batchId: string | null;
  readonly reason: string;
  /** As it arrived. */
  readonly text: string;
}

/** Where dead messages go; a bounded place. */
export interface DeadLetters {
  keep(letter: DeadLetter): Promise<void>;
}
