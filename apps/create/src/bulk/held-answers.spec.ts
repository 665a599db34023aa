import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { AnswerHold, heldBack } from './held-answers.js';

/** Answers to lines that the test sends; each is there at once. */
function client() {
  const lines: string[] = [];
  let [isOver, taken] = [false, 0];
  async function* answers() {
    for (;;) {
      if (taken < lines.length) {
        taken += 1;
        yield lines[taken - 1]!;
      } else if (isOver) return;
      else await sleep(1);
    }
  }
  return {
    answers,
    taken: () => taken,
    send: (...more: string[]) => void lines.push(...more),
    end: () => void (isOver = true),
  };
}

describe('answers held back', () => {
  it('come as one when the last line has come, and are no longer counted', async () => {
    const { answers, taken, send, end } = client();
    const hold = new AnswerHold();
    const held = heldBack(answers(), { hold, taken });
    send('a', 'b', 'c');
    end();
    expect(await held.next()).toEqual({ done: false, value: 'abc' });
    expect(await held.next()).toMatchObject({ done: true });
    expect(hold.bytes).toBe(0);
  });

  it('come when the client waits for them, and from then on each at once', async () => {
    const { answers, taken, send, end } = client();
    const held = heldBack(answers(), { hold: new AnswerHold(), taken });
    send('a', 'b');
    expect((await held.next()).value).toBe('ab');
    send('c');
    expect((await held.next()).value).toBe('c');
    end();
    expect((await held.next()).done).toBe(true);
  });

  it('are held while work is under way, however long it takes', async () => {
    const { answers, taken, send, end } = client();
    // The second line was taken long before its answer is there.
    const takenEarly = () => Math.max(taken(), 2);
    const held = heldBack(answers(), { hold: new AnswerHold(), taken: takenEarly });
    send('a');
    const first = held.next();
    expect(await Promise.race([first, sleep(400)])).toBeUndefined();
    send('b');
    expect((await first).value).toBe('ab');
    end();
    expect((await held.next()).done).toBe(true);
  });

  it('come when all requests together hold as much as they may', async () => {
    const hold = new AnswerHold(4);
    const [one, other] = [client(), client()];
    const first = heldBack(one.answers(), { hold, taken: () => Infinity });
    const second = heldBack(other.answers(), { hold, taken: () => Infinity });
    one.send('aaa');
    const waiting = first.next();
    await sleep(20);
    expect(hold.bytes).toBe(3);
    other.send('b', 'c');
    expect((await second.next()).value).toBe('b');
    expect((await second.next()).value).toBe('c');
    one.end();
    expect((await waiting).value).toBe('aaa');
    await first.return(undefined);
    expect(hold.bytes).toBe(0);
  });
});
