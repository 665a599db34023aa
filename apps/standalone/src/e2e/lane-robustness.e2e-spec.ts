import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder, waitFor, type TemporaryFolder } from '@fleetlink/testing';
import { Client } from './client.fixture.js';
import { startProcess, type ServiceProcess } from './process.fixture.js';

const LONG_MS = 180_000;

/** A head may take 1 to 2 s on the lane and 10 s on node:http, which looks every second; the rest is for a busy machine. */
const SLOW_HEAD_MS = 60_000;

/** Longer than the lane waits for the rest of a head, shorter than node:http waits for its beginning. */
const AHEAD_MS = 4000;

const LORISES = 300;
const PIPELINED = 10_000;

/** What several hundred connections and ten thousand answers may take at the most. */
const MORE_MEMORY_MAX = 150 * 1024 * 1024;

/** A connection that keeps all it is sent. */
class Wire {
  text = '';
  readonly ended: Promise<unknown>;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('latin1').on('data', (chunk: string) => (this.text += chunk));
    socket.on('error', () => {});
    this.ended = once(socket, 'close');
  }

  static async to(url: string): Promise<Wire> {
    const { hostname, port } = new URL(url);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true, noDelay: true });
    await once(socket, 'connect');
    const wire = new Wire(socket);
    socket.on('end', () => socket.end());
    return wire;
  }

  count(what: string): number {
    return this.text.split(what).length - 1;
  }
}

describe('the socket lane under odd clients', () => {
  let folder: TemporaryFolder;
  let standalone: ServiceProcess;
  let lookup: ServiceProcess;
  let head: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    standalone = await startProcess({ app: 'standalone', dataDir: folder.path });
    const [key] = /fl_[0-9A-Za-z_]+/.exec(standalone.output()) ?? [];
    const client = new Client(standalone.url, { authorization: `Bearer ${key}` });
    const { name } = await client.shorten({ url: 'https://example.com/' });
    head = `GET /${name} HTTP/1.1\r\nHost: go.example\r\n\r\n`;
    const environment = { REDIRECT_LANE: 'socket' };
    lookup = await startProcess({ app: 'lookup', dataDir: folder.path, environment });
  }, LONG_MS);
  afterAll(async () => {
    await lookup?.end('SIGTERM');
    await standalone?.end('SIGTERM');
    await folder?.remove();
  }, LONG_MS);

  const memory = async () => {
    const status = await readFile(`/proc/${lookup.child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  };
  const lane = async (what: string) => {
    const text = await (await fetch(`${lookup.managementUrl}/metrics`)).text();
    return Number(
      new RegExp(`^fleetlink_lane_connections_total\\{what="${what}".*\\} (\\d+)$`, 'm').exec(text)?.[1],
    );
  };
  const answersOthers = async () => {
    const wire = await Wire.to(lookup.url);
    wire.socket.end(head);
    await wire.ended;
    expect(wire.text).toMatch(/^HTTP\/1\.1 302 /);
  };

  it(
    'answers ten thousand requests that come at once, in their order',
    async () => {
      await answersOthers();
      const before = await memory();
      const wire = await Wire.to(lookup.url);
      wire.socket.write(head.repeat(PIPELINED));
      wire.socket.write('GET /nobody-has-this HTTP/1.1\r\nHost: go.example\r\nConnection: close\r\n\r\n');
      await wire.ended;
      expect(wire.count('HTTP/1.1 302 Found')).toBe(PIPELINED);
      expect(wire.text.lastIndexOf('HTTP/1.1 ')).toBe(wire.text.indexOf('HTTP/1.1 404'));
      expect((await memory()) - before).toBeLessThan(MORE_MEMORY_MAX);
    },
    LONG_MS,
  );

  it(
    'stops reading from a client that does not read',
    async () => {
      const before = await memory();
      const wire = await Wire.to(lookup.url);
      wire.socket.pause();
      const requests = head.repeat(PIPELINED);
      let isFull = false;
      for (let round = 0; round < 200 && !isFull; round += 1)
        if (!wire.socket.write(requests))
          isFull = !(await Promise.race([once(wire.socket, 'drain'), pause(2_000)]));
      expect(isFull).toBe(true);
      expect((await memory()) - before).toBeLessThan(MORE_MEMORY_MAX);
      await answersOthers();
      wire.socket.destroy();
    },
    LONG_MS,
  );

  it(
    'cuts off heads that do not come to an end, and answers others meanwhile',
    async () => {
      const before = await memory();
      const wires = await Promise.all(Array.from({ length: LORISES }, () => Wire.to(lookup.url)));
      const dripping = setInterval(() => {
        for (const { socket } of wires) if (socket.writable) socket.write('X-Drop: a\r\n');
      }, 500);
      for (const { socket } of wires) socket.write(head.slice(0, -2));
      await answersOthers();
      const all = Promise.all(wires.map(({ ended }) => ended)).then(() => 'cut off');
      expect(await Promise.race([all, pause(SLOW_HEAD_MS, 'still there', { ref: false })])).toBe('cut off');
      clearInterval(dripping);
      expect(wires.filter(({ text }) => text.startsWith('HTTP/1.1 408 ')).length).toBeGreaterThan(0);
      expect((await memory()) - before).toBeLessThan(MORE_MEMORY_MAX);
    },
    LONG_MS,
  );

  it(
    'keeps a connection that is opened ahead of its first request, and cuts off one that never asks',
    async () => {
      const [ahead, never] = await Promise.all([Wire.to(lookup.url), Wire.to(lookup.url)]);
      const handedOver = await lane('handedOver');
      await pause(AHEAD_MS);
      ahead.socket.write(head);
      await waitFor(() => ahead.count('HTTP/1.1 302') === 1);
      ahead.socket.write(head);
      await waitFor(() => ahead.count('HTTP/1.1 302') === 2);
      expect(await lane('handedOver')).toBe(handedOver);
      ahead.socket.destroy();
      expect(await Promise.race([never.ended, pause(SLOW_HEAD_MS, 'still there', { ref: false })])).not.toBe(
        'still there',
      );
      expect(never.text).toMatch(/^HTTP\/1\.1 408 /);
    },
    LONG_MS,
  );

  it('refuses a head of 64 KB', async () => {
    const wire = await Wire.to(lookup.url);
    wire.socket.write(`${head.slice(0, -2)}X-Long: ${'a'.repeat(64 * 1024)}\r\n\r\n`);
    await wire.ended;
    expect(wire.text === '' || wire.text.startsWith('HTTP/1.1 431 ')).toBe(true);
    await answersOthers();
  });

  it('takes half a connection for one that has asked its last, and answers all of it', async () => {
    const missed = head.replace(/\/\S+/, '/nobody-ever-had-this');
    const wires = await Promise.all(Array.from({ length: 100 }, () => Wire.to(lookup.url)));
    for (const { socket } of wires) socket.end(`${missed}${head}${head}`);
    await Promise.all(wires.map(({ ended }) => ended));
    expect(wires.map((wire) => wire.count('HTTP/1.1 302 Found'))).toEqual(wires.map(() => 2));
  });

  it('hands over no connection for ordinary traffic, and each of the others once', async () => {
    const [taken, handedOver] = [await lane('taken'), await lane('handedOver')];
    const wire = await Wire.to(lookup.url);
    wire.socket.write(head);
    wire.socket.write(head.replace('GET', 'HEAD'));
    wire.socket.write('GET /nobody-has-this?a=b HTTP/1.1\r\nHost: go.example\r\nX-Request-Id: a\r\n\r\n');
    await waitFor(() => wire.text.includes('HTTP/1.1 404'), { timeoutMs: LONG_MS });
    expect([await lane('taken'), await lane('handedOver')]).toEqual([taken + 1, handedOver]);
    wire.socket.write(head.replace(' HTTP', '+ HTTP'));
    await wire.ended;
    expect(wire.text).toMatch(/HTTP\/1\.1 200 OK[^]*\r\nconnection: close\r\n/i);
    expect(await lane('handedOver')).toBe(handedOver + 1);
  });

  it(
    'lets an awaited end of the process answer what has come, and closes',
    async () => {
      const wire = await Wire.to(lookup.url);
      wire.socket.write(head);
      await waitFor(() => wire.text !== '', { timeoutMs: LONG_MS });
      const ending = lookup.end('SIGTERM');
      await wire.ended;
      expect(await ending).toBe(0);
    },
    LONG_MS,
  );
});
