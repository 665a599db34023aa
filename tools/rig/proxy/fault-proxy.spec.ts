import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listenForFaults } from './control.server.ts';
import { FaultProxy } from './fault-proxy.ts';
import { parseFault } from './injected-fault.ts';
import { listFaults, setFault } from './proxy.client.ts';

let echo: Server;
let proxy: FaultProxy;
const clients: Socket[] = [];
/** Connections that reached the server behind the proxy. */
let accepted: Socket[];

beforeEach(async () => {
  accepted = [];
  echo = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.push(socket.on('error', () => undefined));
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await FaultProxy.listen(0, (echo.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  for (const socket of accepted) socket.destroy();
  echo.close();
});

async function open(): Promise<Socket> {
  const client = opening();
  await once(client, 'connect');
  return client;
}

function opening(): Socket {
  const client = connect({ port: proxy.port, host: '127.0.0.1', noDelay: true }).on('error', () => undefined);
  clients.push(client);
  return client;
}

async function said(client: Socket, text: string, withinMs = 2_000): Promise<string> {
  client.write(text);
  let heard = '';
  const listen = (chunk: Buffer): void => void (heard += chunk.toString());
  client.on('data', listen);
  for (const giveUpAt = Date.now() + withinMs; heard.length < text.length && Date.now() < giveUpAt;)
    await sleep(2);
  client.off('data', listen);
  return heard;
}

async function ended(client: Socket): Promise<string> {
  if (client.destroyed) return 'closed';
  const outcome = await Promise.race([
    once(client, 'error').then(([error]) => (error as NodeJS.ErrnoException).code),
    sleep(2_000, 'still open', { ref: false }),
  ]);
  return outcome ?? 'closed';
}

describe('without a fault', () => {
  it('passes on what is said, both ways, and large pieces whole', async () => {
    const client = await open();
    expect(await said(client, 'hello')).toBe('hello');
    const much = 'x'.repeat(3_000_000);
    expect((await said(client, much, 5_000)) === much).toBe(true);
  });

  it('passes on the end of a stream after its last byte', async () => {
    const client = await open();
    client.end('last words');
    const chunks: Buffer[] = [];
    for await (const chunk of client) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe('last words');
  });

  it('breaks the client when the server breaks', async () => {
    const client = await open();
    await said(client, 'hello');
    const breaking = ended(client);
    accepted[0]!.resetAndDestroy();
    expect(await breaking).toBe('ECONNRESET');
  });
});

describe('delay', () => {
  it('lets every byte arrive later, once each way, and in order', async () => {
    const client = await open();
    await said(client, 'warm');
    proxy.set(parseFault('delay=60'));
    const startedAt = performance.now();
    client.write('a');
    client.write('b');
    expect(await said(client, 'c')).toMatch(/^ab?c?$/);
    const elapsedMs = performance.now() - startedAt;
    expect(elapsedMs).toBeGreaterThan(115);
    expect(elapsedMs).toBeLessThan(600);
  });

  it('is over at once when it is switched off', async () => {
    const client = await open();
    await said(client, 'warm');
    proxy.set(parseFault('delay=60000'));
    const answer = said(client, 'hello');
    await sleep(20);
    proxy.set(parseFault('off'));
    expect(await answer).toBe('hello');
  });
});

describe('half-open', () => {
  it('takes connections and bytes, and is silent', async () => {
    const before = await open();
    await said(before, 'warm');
    proxy.set(parseFault('half-open'));
    const after = await open();
    expect(await said(before, 'hello', 60)).toBe('');
    expect(await said(after, 'hello', 60)).toBe('');
    expect(before.destroyed || after.destroyed).toBe(false);
    expect(accepted).toHaveLength(1);
  });

  it.each(['destroy', 'resetAndDestroy'] as const)(
    'does not tell the server that its client has gone (%s), until it is over',
    async (leave) => {
      const client = await open();
      await said(client, 'warm');
      proxy.set(parseFault('half-open'));
      client[leave]();
      await sleep(60);
      expect(accepted[0]!.readableEnded || accepted[0]!.destroyed).toBe(false);
      const breaking = ended(accepted[0]!);
      proxy.set(parseFault('off'));
      expect(await breaking).toBe('ECONNRESET');
    },
  );

  it('leaves no stream with a hole when it is over', async () => {
    const torn = await open();
    const whole = await open();
    await said(torn, 'warm');
    await said(whole, 'warm');
    proxy.set(parseFault('half-open'));
    await said(torn, 'eaten', 40);
    const breaking = ended(torn);
    proxy.set(parseFault('off'));
    expect(await breaking).toBe('ECONNRESET');
    expect(await said(whole, 'still here')).toBe('still here');
  });
});

describe('reset', () => {
  it('breaks the connections that there are, and those to come', async () => {
    const before = await open();
    await said(before, 'warm');
    const breaking = ended(before);
    proxy.set(parseFault('reset'));
    expect(await breaking).toBe('ECONNRESET');
    expect(await ended(opening())).toBe('ECONNRESET');
  });
});

describe('throttle', () => {
  it('lets a byte a second through', async () => {
    const client = await open();
    await said(client, 'warm');
    proxy.set(parseFault('byte-per-second'));
    expect(await said(client, 'hello', 100)).toBe('');
  });

  it('lets so many bytes a second through', async () => {
    const client = await open();
    await said(client, 'warm');
    proxy.set(parseFault('throttle=1000'));
    const startedAt = performance.now();
    expect(await said(client, 'x'.repeat(100))).toBe('x'.repeat(100));
    expect(performance.now() - startedAt).toBeGreaterThan(95);
  });
});

describe('the control port', () => {
  it('sets and lists faults by name, and says what it does not know', async () => {
    const control = await listenForFaults(0, new Map([['shard-0-primary', proxy]]));
    const { port } = control.address() as AddressInfo;
    try {
      expect(await setFault(port, 'shard-0-primary', 'delay=7')).toBe('delay=7');
      expect(proxy.fault).toEqual({ kind: 'delay', ms: 7 });
      expect([...(await listFaults(port))]).toEqual([['shard-0-primary', 'delay=7']]);
      await expect(setFault(port, 'create', 'off')).rejects.toThrow('no proxy before create');
      await expect(setFault(port, 'shard-0-primary', 'banana')).rejects.toThrow('is no fault');
      expect(proxy.fault).toEqual({ kind: 'delay', ms: 7 });
    } finally {
      control.close();
    }
  });
});
