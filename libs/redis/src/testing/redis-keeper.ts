import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export interface TestRedisNode {
  readonly host: string;
  readonly port: number;
}

const KEEPER = join(import.meta.dirname, 'redis-keeper.worker.ts');

/** The nodes of one test cluster, run by a process that outlives this one just long enough to clean up. */
export class RedisKeeper {
  private readonly process: ChildProcessByStdio<Writable, Readable, null>;
  private readonly pids = new Map<number, number>();
  private readonly news = new EventEmitter();

  constructor(nodeArguments: readonly string[]) {
    // A session of its own: Ctrl-C reaches the tests only, and the keeper still gets to clean up.
    this.process = spawn(process.execPath, [KEEPER, ...nodeArguments], {
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    createInterface(this.process.stdout).on('line', (line) => this.heard(line));
  }

  async start({ port }: TestRedisNode): Promise<void> {
    const started = once(this.news, `started ${port}`);
    this.process.stdin.write(`start ${port}\n`);
    await started;
  }

  isRunning({ port }: TestRedisNode): boolean {
    return this.pids.has(port);
  }

  signal({ port }: TestRedisNode, signal: NodeJS.Signals): void {
    const pid = this.pids.get(port);
    if (pid === undefined) throw new Error(`No node runs on port ${port}.`);
    process.kill(pid, signal);
  }

  async kill(node: TestRedisNode): Promise<void> {
    const ended = once(this.news, `ended ${node.port}`);
    this.signal(node, 'SIGKILL');
    await ended;
  }

  /** Ends all nodes and waits until their folder is gone. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const exit = once(this.process, 'exit');
    this.process.stdin.end();
    await exit;
  }

  private heard(line: string): void {
    const [word, port, pid] = line.split(' ');
    if (word === 'started') this.pids.set(Number(port), Number(pid));
    else this.pids.delete(Number(port));
    this.news.emit(`${word} ${port}`);
  }
}
