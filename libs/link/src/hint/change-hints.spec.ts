import { slotOf } from '@fleetlink/code';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Link } from '../link.entity.js';
import { ChangeAnnouncer, HINTS_ON_THE_WAY_MAX } from './change-announcer.js';
import { CHANGES_PATTERN, type ChangeHint } from './change-hint.event.js';
import { ChangeHintsClient } from './change-hints.client.js';
import { ChangeHintsServer, HINTS_PER_SECOND_MAX } from './change-hints.server.js';
import type { HintChannel } from './hint-channel.js';
import { MemoryHintChannel } from './memory-hint-channel.js';

const START_MS = Date.UTC(2026, 5, 1);
const link = { code: 'abc', alias: null, version: 2, slot: slotOf('abc') } as Link;

beforeEach(() => {
  jest.useFakeTimers({ now: START_MS });
});
afterEach(() => {
  jest.useRealTimers();
});

const announcerOn = (channel: HintChannel) => new ChangeAnnouncer(new ChangeHintsClient(channel));
const settled = () => jest.advanceTimersByTimeAsync(0);

describe('a hint', () => {
  let channel: MemoryHintChannel;
  let server: ChangeHintsServer;
  let heard: ChangeHint[];
  beforeEach(() => {
    channel = new MemoryHintChannel();
    server = new ChangeHintsServer(channel);
    heard = [];
    server.addHandler(CHANGES_PATTERN, async (hint: ChangeHint) => void heard.push(hint), true);
    server.listen((error) => {
      if (error) throw error;
    });
  });

  it('reaches the handler of its pattern', async () => {
    const announcer = announcerOn(channel);
    announcer.announce(link);
    await settled();
    expect(heard).toEqual([{ v: 1, name: 'abc', version: 2, slot: link.slot, at: START_MS }]);
    expect(announcer.counters).toEqual({ published: 1, failed: 0, dropped: 0 });
    expect(server.counters).toEqual({ heard: 1, malformed: 0, flooded: 0 });
  });

  it('that cannot be read is counted, and the next one is heard', async () => {
    await channel.publish('{"v":1}');
    announcerOn(channel).announce(link);
    await settled();
    expect(server.counters).toEqual({ heard: 1, malformed: 1, flooded: 0 });
  });

  it('is not looked at among too many of one second, whatever they are', async () => {
    for (let message = 0; message < HINTS_PER_SECOND_MAX; message += 1) await channel.publish('flood');
    announcerOn(channel).announce(link);
    await settled();
    expect(server.counters).toEqual({ heard: 0, malformed: HINTS_PER_SECOND_MAX, flooded: 1 });
    await jest.advanceTimersByTimeAsync(1000);
    announcerOn(channel).announce(link);
    await settled();
    expect(heard).toHaveLength(1);
  });

  it('is not heard by a server that has closed', async () => {
    server.close();
    announcerOn(channel).announce(link);
    await settled();
    expect(heard).toEqual([]);
  });
});

describe('a server without a handler', () => {
  it('does not listen', () => {
    const faults: (Error | undefined)[] = [];
    new ChangeHintsServer(new MemoryHintChannel()).listen((error) => faults.push(error));
    expect(faults).toEqual([expect.any(Error)]);
  });
});

describe('a channel', () => {
  const nobody = { subscribe: () => ({ close: () => {} }) };

  it('that fails is counted and bothers nobody', async () => {
    const announcer = announcerOn({ ...nobody, publish: () => Promise.reject(new Error('away')) });
    announcer.announce(link);
    await settled();
    expect(announcer.counters).toEqual({ published: 0, failed: 1, dropped: 0 });
  });

  it('that hangs holds a bounded number of hints', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const announcer = announcerOn({ ...nobody, publish: () => promise });
    for (let change = 0; change < HINTS_ON_THE_WAY_MAX + 5; change += 1) announcer.announce(link);
    await settled();
    expect(announcer.counters).toEqual({ published: 0, failed: 0, dropped: 5 });
    resolve();
    await settled();
    announcer.announce(link);
    await settled();
    expect(announcer.counters).toEqual({ published: HINTS_ON_THE_WAY_MAX + 1, failed: 0, dropped: 5 });
  });
});
