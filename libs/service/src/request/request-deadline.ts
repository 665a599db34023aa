/** How long the work on one API request may take: it gives each request, or each item of a list, its deadline. */
export class RequestDeadline {
  constructor(private readonly deadlineMs: number) {}

  /** The deadline of work that begins now, on the clock of `performance.now()`. */
  untilMs(): number {
    return performance.now() + this.deadlineMs;
  }
}
