import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createLog } from '../log/service-log.js';
import { exitOnSignals, type SignalHost } from './signals.js';

class Host extends EventEmitter implements SignalHost {
  readonly exits: number[] = [];

  exit(code: number): void {
    this.exits.push(code);
  }
}

function stage({ close, limitMs = 1_000 }: { close: () => Promise<void>; limitMs?: number }) {
  const lines: string[] = [];
  const host = new Host();
  const log = createLog({ name: 'x', level: 'info', write: (line) => lines.push(line) });
  const clock = { nowMs: 0 };
  exitOnSignals({ log, limitMs, close, left: () => ({ clicks: 3 }) }, host, () => clock.nowMs);
  return { host, lines, clock };
}

describe('signals', () => {
  it('end the process in order with code 0', async () => {
    const { host } = stage({ close: async () => {} });
    host.emit('SIGTERM');
    await pause(1);
    expect(host.exits).toEqual([0]);
  });

  it('end it by force the second time, and say what was lost', () => {
    const { host, lines, clock } = stage({ close: () => new Promise(() => {}) });
    host.emit('SIGTERM');
    clock.nowMs = 1_001;
    host.emit('SIGINT');
    expect(host.exits).toEqual([1]);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      facts: { lost: { clicks: 3 } },
      msg: expect.stringContaining('second signal'),
    });
  });

  it('take the echo of one Ctrl-C, through npm, for the same signal', () => {
    const { host, clock } = stage({ close: () => new Promise(() => {}) });
    host.emit('SIGINT');
    clock.nowMs = 900;
    host.emit('SIGINT');
    expect(host.exits).toEqual([]);
  });

  it('end it by force when the order takes too long', async () => {
    const { host, lines } = stage({ close: () => new Promise(() => {}), limitMs: 5 });
    host.emit('SIGINT');
    await pause(20);
    expect(host.exits).toEqual([1]);
    expect(lines[0]).toContain('not done within 5 ms');
  });

  it('exit with code 1 when a shutdown hook fails', async () => {
    const { host, lines } = stage({ close: () => Promise.reject(new Error('flush failed')) });
    host.emit('SIGTERM');
    await pause(1);
    expect(host.exits).toEqual([1]);
    expect(lines[0]).toContain('flush failed');
  });
});
