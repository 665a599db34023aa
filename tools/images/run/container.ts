/**
 * Runs an image as a container runtime does: its user, its entry point, process 1 of its own process table, a
 * root file system that nobody can write to. The network is this machine's.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from '../../rig/program/run-program.ts';
import { IMAGES_HOME } from '../build/buildah.ts';
import {
  configOf,
  imageOf,
  mountImage,
  type ImageConfig,
  type MountedImage,
  type Target,
} from '../build/image.ts';

const HEALTHY_MS_MAX = 120_000;
const STOP_MS_MAX = 30_000;
const END_MS_MAX = 60_000;
const POLL_MS = 200;

/** $1 is the root, $2 the folder of the volume, $3 the user; the rest is run inside. */
const ENTER = `set -e
mount --bind "$1" "$1"
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount -t tmpfs tmpfs "$1/tmp"
mount --bind "$2" "$1/var/lib/fleetlink"
mount -o remount,bind,ro "$1"
root=$1 user=$3
shift 3
exec chroot --userspec="$user" --groups="\${user#*:}" "$root" env --ignore-environment "$@"`;

export interface ContainerOptions {
  readonly settings: Readonly<Record<string, string>>;
  /** Arguments after the entry point. */
  readonly words?: readonly string[];
  /** Shares the volume of this one. */
  readonly beside?: Container;
}

export class Container {
  readonly target: Target;
  readonly #config: ImageConfig;
  readonly #image: MountedImage;
  readonly #settings: Readonly<Record<string, string>>;
  /** The volume: outlives the process. */
  readonly #data: string;
  readonly #ownsData: boolean;
  #process!: ChildProcess;
  #output = '';

  private constructor(target: Target, config: ImageConfig, image: MountedImage, options: ContainerOptions) {
    this.target = target;
    this.#config = config;
    this.#image = image;
    this.#settings = options.settings;
    this.#ownsData = options.beside === undefined;
    this.#data = options.beside ? options.beside.#data : makeVolume(config);
  }

  static async start(target: Target, options: ContainerOptions): Promise<Container> {
    const [config, image] = await Promise.all([configOf(target), mountImage(imageOf(target))]);
    const container = new Container(target, config, image, options);
    await container.run(options.words);
    return container;
  }

  /** Runs the entry point, again after `kill`: the volume is the same. */
  async run(words: readonly string[] = []): Promise<void> {
    const { User, WorkingDir, Entrypoint } = this.#config;
    const inside = [`--chdir=${WorkingDir}`, ...this.#environment(), ...Entrypoint, ...words];
    const enter = ['sh', '-c', ENTER, 'sh', this.#image.folder, this.#data, User, ...inside];
    this.#output = '';
    this.#process = spawn('unshare', ['--mount', '--pid', '--fork', '--', ...enter], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout!, this.#process.stderr!])
      stream.on('data', (text: Buffer) => (this.#output += text.toString()));
    await once(this.#process, 'spawn');
  }

  /** What the process has written, since it was last run. */
  get output(): string {
    return this.#output;
  }

  /** Waits until the image's own health check passes, asked for readiness. */
  async ready(): Promise<void> {
    const [, ...check] = this.#config.Healthcheck!.Test;
    for (const giveUpAt = Date.now() + HEALTHY_MS_MAX; Date.now() < giveUpAt; await sleep(POLL_MS)) {
      if (!this.#isRunning) throw new Error(`${this.target} did not start:\n${this.#output}`);
      if (await this.succeeds(...check, '/readyz')) return;
    }
    throw new Error(`${this.target} was not ready within ${HEALTHY_MS_MAX} ms:\n${this.#output}`);
  }

  /** Runs a command beside the process, as its user. */
  async succeeds(...command: readonly string[]): Promise<boolean> {
    const pid = this.#pid();
    if (pid === undefined) return false;
    const [uid, gid] = this.#config.User.split(':');
    const inside = [
      '--mount',
      '--pid',
      '--root',
      `--wd=/proc/${pid}/cwd`,
      `--setuid=${uid}`,
      `--setgid=${gid}`,
    ];
    const environment = ['env', '--ignore-environment', ...this.#environment()];
    return runProgram('/usr/bin/nsenter', [`--target=${pid}`, ...inside, ...environment, ...command]).then(
      () => true,
      () => false,
    );
  }

  /** @returns the exit code after SIGTERM. */
  async stop(): Promise<number | null> {
    this.#signal('SIGTERM');
    return this.ended(STOP_MS_MAX);
  }

  /** As a crash or the kernel would: no chance to tidy up. */
  async kill(): Promise<void> {
    this.#signal('SIGKILL');
    await this.ended(STOP_MS_MAX);
  }

  /** @returns the exit code, or null when it had to be killed. */
  async ended(millisecondsMax = END_MS_MAX): Promise<number | null> {
    if (this.#isRunning) {
      const end = once(this.#process, 'close');
      const isEnded = await Promise.race([end, sleep(millisecondsMax, undefined, { ref: false })]);
      if (isEnded === undefined) {
        this.#signal('SIGKILL');
        await end;
        return null;
      }
    }
    return this.#process.exitCode;
  }

  /** Ends what still runs and removes the copy of the image and the volume. */
  async remove(): Promise<void> {
    if (this.#isRunning) await this.kill();
    await this.#image.unmount();
    if (this.#ownsData) rmSync(this.#data, { recursive: true, force: true });
  }

  get #isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** unshare waits for process 1 and hands no signal on. */
  #signal(signal: NodeJS.Signals): void {
    const pid = this.#pid();
    if (pid !== undefined) process.kill(pid, signal);
  }

  #pid(): number | undefined {
    if (!this.#isRunning) return undefined;
    const { pid } = this.#process;
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    return child ? Number(child) : undefined;
  }

  #environment(): string[] {
    return [
      ...this.#config.Env,
      ...Object.entries(this.#settings).map(([name, value]) => `${name}=${value}`),
    ];
  }
}

/** Belongs to the user of the image, as a runtime makes it. */
function makeVolume({ User }: ImageConfig): string {
  mkdirSync(IMAGES_HOME, { recursive: true });
  const folder = mkdtempSync(join(IMAGES_HOME, 'volume-'));
  const [uid, gid] = User.split(':').map(Number);
  chownSync(folder, uid!, gid!);
  return folder;
}
