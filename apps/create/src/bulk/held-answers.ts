import { comeWithin } from './come-within.js';

/** Answers of all requests of this process that may be held; beyond, a request's answer begins. */
export const HELD_BYTES_MAX = 64 * 1024 * 1024;

/** A client that sends nothing for so long, and has been answered in all it sent, may be waiting for its answers. */
export const ANSWER_AFTER_SILENCE_MS = 100;

/** How much the requests of one process hold together. */
export class AnswerHold {
  private heldBytes = 0;

  constructor(private readonly bytesMax = HELD_BYTES_MAX) {}

  get bytes(): number {
    return this.heldBytes;
  }

  get isFull(): boolean {
    return this.heldBytes >= this.bytesMax;
  }

  change(bytes: number): void {
    this.heldBytes += bytes;
  }
}

export interface HoldRequest {
  readonly hold: AnswerHold;
  /** How many lines have been taken to work on. */
  readonly taken: () => number;
}

/**
 * Holds answers back while their lines are still coming. A proxy such as nginx stops sending a request, once its answer
 * has begun, as soon as the service reads more slowly than the client writes; and a client that writes all before it
 * reads would wait for ever. So the answer begins when the last line has come, when the client waits for it, or when
 * there is no more room.
 */
export async function* heldBack(
  answers: AsyncIterator<string>,
  { hold, taken }: HoldRequest,
): AsyncGenerator<string> {
  const held: string[] = [];
  let heldBytes = 0;
  const isAnswered = () => taken() === held.length;
  try {
    let next = answers.next();
    while (!hold.isFull) {
      if (held.length > 0 && (await isClientWaiting(next, isAnswered))) break;
      const { done, value } = await next;
      if (done) return yield held.join('');
      held.push(value);
      heldBytes += value.length;
      hold.change(value.length);
      next = answers.next();
    }
    yield held.splice(0).join('');
    hold.change(-heldBytes);
    heldBytes = 0;
    for (let answer = await next; !answer.done; answer = await answers.next()) yield answer.value;
  } finally {
    hold.change(-heldBytes);
    await answers.return?.();
  }
}

/** All that came is answered, and nothing more comes for a while. */
async function isClientWaiting(next: Promise<unknown>, isAnswered: () => boolean): Promise<boolean> {
  return isAnswered() && !(await comeWithin(next, ANSWER_AFTER_SILENCE_MS)) && isAnswered();
}
