import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A node that hangs must not hang the test that asks it. */
const TIMEOUT_MS = 10_000;

/** Runs redis-cli and gives what it prints; an error reply of Redis is an error here. */
export async function redisCli(...words: string[]): Promise<string> {
  const { stdout } = await run('redis-cli', ['-e', ...words], { timeout: TIMEOUT_MS });
  return stdout.trimEnd();
}
