/** Programs that send as much as is answered, over 64 connections: wrk, or autocannon where wrk cannot be had. */
import { join } from 'node:path';
import autocannon from 'autocannon';
import { optionalProgram } from '../rig/program/programs.ts';
import { runProgram } from '../rig/program/run-program.ts';
import { whyNotPinned } from './cores.ts';
import type { RequestPaths } from './request-paths.ts';

/** As a browser sends them, about 380 bytes. */
export const BROWSER_HEADERS = {
  'user-agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'accept-language': 'en-US,en;q=0.9,de;q=0.7',
  'accept-encoding': 'gzip, deflate, br, zstd',
  referer: 'https://www.example.com/news/today',
};

export const CONNECTIONS = 64;

/** autocannon keeps every request it may send for each connection. */
const AUTOCANNON_PATHS_MAX = 1000;

export interface Sending {
  readonly url: string;
  readonly method: 'GET' | 'HEAD';
  readonly paths: RequestPaths;
  readonly seconds: number;
  /** For a sender in a process of its own. */
  readonly cores: string;
  readonly threads: number;
}

export interface SenderResult {
  readonly answers: number;
  readonly seconds: number;
  /** Of the answers, those with a status of 400 or more. */
  readonly refused: number;
  /** Requests without an answer. */
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of the sender before it began to send, and while it sent. */
  readonly preparingMs: number;
  readonly senderMs: number;
}

export interface LoadSender {
  readonly name: string;
  send(sending: Sending): Promise<SenderResult>;
}

export async function loadSender(): Promise<LoadSender> {
  const program = await optionalProgram('wrk');
  if (program === undefined) return { name: 'autocannon, as wrk cannot be had here', send: sendByAutocannon };
  return { name: 'wrk', send: (sending) => sendByWrk(program, sending) };
}

async function sendByWrk(program: string, sending: Sending): Promise<SenderResult> {
  const { url, method, paths, seconds, cores, threads } = sending;
  const isPinned = (await whyNotPinned()) === undefined;
  const headers = Object.entries(BROWSER_HEADERS).map(([name, value]) => `${name}: ${value}`);
  const script = join(import.meta.dirname, 'browser-requests.lua');
  const options = ['-t', `${threads}`, '-c', `${CONNECTIONS}`, '-d', `${seconds}s`, '-s', script];
  const command = [program, ...options, url, '--', paths.file, method, ...headers];
  const [file, ...args] = isPinned ? ['taskset', '-c', cores, ...command] : command;
  const output = await runProgram(file!, args);
  return JSON.parse(output.trim().split('\n').at(-1)!) as SenderResult;
}

async function sendByAutocannon({ url, method, paths, seconds }: Sending): Promise<SenderResult> {
  const before = process.cpuUsage();
  const result = await autocannon({
    url,
    duration: seconds,
    connections: CONNECTIONS,
    headers: BROWSER_HEADERS,
    requests: paths.paths.slice(0, AUTOCANNON_PATHS_MAX).map((path) => ({ method, path })),
  });
  const own = process.cpuUsage(before);
  const refused = result['4xx'] + result['5xx'];
  return {
    answers: result['2xx'] + result['3xx'] + refused,
    seconds: result.duration,
    refused,
    failed: result.errors + result.timeouts,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    preparingMs: 0,
    senderMs: (own.user + own.system) / 1000,
  };
}
