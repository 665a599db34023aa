import autocannon from 'autocannon';
import { processorMs } from './process-usage.ts';

/** As a browser sends them, about 380 bytes. */
export const BROWSER_HEADERS = {
  'user-agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'accept-language': 'en-US,en;q=0.9,de;q=0.7',
  'accept-encoding': 'gzip, deflate, br, zstd',
  referer: 'https://www.example.com/news/today',
};

const CONNECTIONS = 64;

export interface LoadTarget {
  readonly url: string;
  readonly pid: number;
  readonly method: 'GET' | 'HEAD';
  /** Waits for what the answers left to do: its cost belongs to them. */
  readonly settled: () => Promise<void>;
}

export interface LoadResult {
  readonly answers: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly processorMs: number;
  /** Processor time of this process, which sends the load, per second of it: near 1 it is the limit. */
  readonly generatorCores: number;
}

/** Asks for one URL again and again, over 64 connections. */
export async function loadOf(
  { url, pid, method, settled }: LoadTarget,
  seconds: number,
): Promise<LoadResult> {
  const [before, ownBefore] = [await processorMs(pid), process.cpuUsage()];
  const result = await autocannon({
    url,
    method,
    duration: seconds,
    connections: CONNECTIONS,
    headers: BROWSER_HEADERS,
  });
  const own = process.cpuUsage(ownBefore);
  const answers = result['3xx'];
  const others = result['2xx'] + result['4xx'] + result['5xx'] + result.errors + result.timeouts;
  if (answers === 0 || others > 0) throw new Error(`${url}: ${answers} redirects, ${others} other answers`);
  await settled();
  return {
    answers,
    perSecond: answers / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    processorMs: (await processorMs(pid)) - before,
    generatorCores: (own.user + own.system) / 1e6 / result.duration,
  };
}
