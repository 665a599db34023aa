/** Which cores the servers and the sender of the load run on. */
import { availableParallelism, platform } from 'node:os';
import { treeOf } from '../rig/process/process-table.ts';
import { optionalProgram } from '../rig/program/programs.ts';
import { runProgram } from '../rig/program/run-program.ts';

export interface Cores {
  /** As taskset takes them: `0`, `0,1`. */
  readonly servers: string;
  readonly sender: string;
  readonly senderThreads: number;
}

/** A core for the servers and one for the sender: neither takes the other's time. */
export const APART: Cores = { servers: '0', sender: '1', senderThreads: 1 };

/** Both share two cores, as all do on a small machine. */
export const SHARED: Cores = { servers: '0,1', sender: '0,1', senderThreads: 2 };

/** Why nothing can be pinned here; undefined where it can. */
export async function whyNotPinned(): Promise<string | undefined> {
  if (platform() !== 'linux') return 'this is not Linux';
  if (availableParallelism() < 2) return 'there is one core only';
  return (await optionalProgram('taskset')) === undefined ? 'there is no taskset' : undefined;
}

/** Of the processes, all below them and all that they start from now on. Leaves them alone where it cannot be done. */
export async function pin(pids: readonly number[], cores: string): Promise<void> {
  if (await whyNotPinned()) return;
  const commands = pids.flatMap(treeOf).map(({ pid }) => ['-a', '-c', '-p', cores, `${pid}`]);
  await Promise.all(commands.map((command) => runProgram('taskset', command)));
}
