/** Commands to one Redis node, through redis-cli. */
import type { RedisNode } from '../plan/fleet-node.ts';
import { runProgram } from '../program/run-program.ts';
import type { RigSite } from '../record/rig-site.ts';

const TIMEOUT_MS = 2_000;

/** @throws when Redis answers with an error, or not at all. */
export async function redis({ record }: RigSite, { port }: RedisNode, ...words: string[]): Promise<string> {
  const args = ['-h', '127.0.0.1', '-p', String(port), '-e', '--raw', ...words];
  return (await runProgram(record.programs.redisCli, args, { timeoutMs: TIMEOUT_MS })).trim();
}

/** `INFO SECTION` as names and values. */
export async function redisInfo(
  site: RigSite,
  node: RedisNode,
  section: string,
): Promise<Map<string, string>> {
  return fieldsOf(await redis(site, node, 'INFO', section));
}

/** Lines of `name:value`; Redis ends them with CR LF. */
export function fieldsOf(text: string): Map<string, string> {
  return new Map(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /^[^#\s][^:]*:/.test(line))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}
