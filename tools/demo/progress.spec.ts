import { describe, expect, it } from '@jest/globals';
import { Progress, progressLine } from './progress.ts';

describe('progressLine', () => {
  it('shows the share, the rate and the time that is left', () => {
    const line = progressLine({ label: 'create', done: 3001, total: 6002, elapsedMs: 1000 });
    expect(line).toBe('create   [████████████░░░░░░░░░░░░]  50 %  3,001 / 6,002  3,001/s  1 s left');
  });

  it('tells minutes apart', () => {
    expect(progressLine({ label: 'a', done: 1, total: 91, elapsedMs: 1000 })).toContain('1 min 30 s left');
  });

  it('promises nothing before the first step and is full at the last one', () => {
    expect(progressLine({ label: 'a', done: 0, total: 5, elapsedMs: 10 })).toMatch(/░{24}]\s+0 %.*starting$/);
    expect(progressLine({ label: 'a', done: 5, total: 5, elapsedMs: 500 })).toMatch(
      /█{24}] 100 %.*10\/s {2}done$/,
    );
    expect(progressLine({ label: 'a', done: 0, total: 0, elapsedMs: 0 })).toContain('100 %');
  });

  it('is not full before all is done', () => {
    expect(progressLine({ label: 'a', done: 9999, total: 10_000, elapsedMs: 1 })).toContain('99 %');
  });
});

describe('Progress', () => {
  function shown(isTTY: boolean, times: readonly number[], steps = (at: number) => at) {
    const written: string[] = [];
    let now = 0;
    const screen = { isTTY, columns: 60, write: (text: string) => written.push(text) };
    const progress = new Progress('work', 100, screen, () => now);
    for (const [index, time] of times.entries()) {
      now = time;
      progress.set(steps(index + 1));
    }
    progress.end();
    return written;
  }

  it('redraws one line on a terminal, ten times a second at most, within its width', () => {
    const written = shown(true, [10, 50, 100, 150, 200]);
    expect(written).toHaveLength(3);
    expect(written.every((text) => text.startsWith('\r'))).toBe(true);
    expect(written.every((text) => text.trim().replace('\u001b[K', '').length < 60)).toBe(true);
    expect(written.at(-1)).toMatch(/\n$/);
  });

  it('writes a line a second elsewhere', () => {
    const written = shown(false, [500, 999, 1000, 1500, 2100]);
    expect(written).toHaveLength(3);
    expect(written.every((text) => text.endsWith('\n') && !text.includes('\u001b'))).toBe(true);
  });

  it('does not repeat itself while nothing moves', () => {
    expect(shown(false, [1000, 2000, 3000, 4000], () => 7)).toHaveLength(2);
  });
});
