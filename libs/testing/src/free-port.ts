import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Linux gives clients ports from 32,768 up: one of them could have a port between its choice and its use. Test clusters
 * of Redis and rigs are above these too. Below is 10080, which `fetch` refuses (Fetch standard, "bad ports").
 */
const LOWEST = 10_100;
const HIGHEST = 11_999;
const TRIES_MAX = 1000;

const given = new Set<number>();

/** A TCP port of 127.0.0.1 that was free a moment ago. Listen on port 0 instead wherever that is possible. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${TRIES_MAX} ports from ${LOWEST} to ${HIGHEST} is free`);
}

/** Whether nobody listens on this port of 127.0.0.1. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
