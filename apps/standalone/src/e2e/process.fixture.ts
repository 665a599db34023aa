import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { freePort, waitFor } from '@fleetlink/testing';

const ROOT = join(import.meta.dirname, '../../../..');
const READY_WITHIN_MS = 60_000;

export interface ServiceProcess {
  readonly url: string;
  readonly managementUrl: string;
  readonly child: ChildProcess;
  /** Everything it printed so far. */
  output(): string;
  /** Sends the signal and waits for the end. @returns the exit code, null after a kill. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export interface ProcessRequest {
  readonly app: 'standalone' | 'create' | 'lookup' | 'stats';
  readonly dataDir: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a service as its users do, on ports of its own, and waits until it is ready. */
export async function startProcess(request: ProcessRequest): Promise<ServiceProcess> {
  const started = await launchProcess(request);
  await untilReady(started, request.app);
  return started;
}

/** Starts a service on ports of its own; it may not be ready for long, or ever. */
export async function launchProcess({
  app,
  dataDir,
  environment = {},
}: ProcessRequest): Promise<ServiceProcess> {
  const [port, managementPort] = [await freePort(), await freePort()];
  const started = spawnProcess(app, {
    DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    PORT: String(port),
    MANAGEMENT_PORT: String(managementPort),
    ...environment,
  });
  return {
    ...started,
    url: `http://127.0.0.1:${port}`,
    managementUrl: `http://127.0.0.1:${managementPort}`,
  };
}

async function untilReady({ child, managementUrl, output }: ServiceProcess, app: string): Promise<void> {
  const isReady = async () => {
    if (child.exitCode !== null) throw new Error(`${app} ended:\n${output()}`);
    if (app === 'standalone' && !output().includes('is ready at')) return false;
    return (await fetch(`${managementUrl}/readyz`).catch(() => undefined))?.ok === true;
  };
  await waitFor(isReady, { timeoutMs: READY_WITHIN_MS }).catch((error: Error) => {
    throw new Error(`${error.message}\n${app} printed:\n${output()}`);
  });
}

/** Starts a service without waiting for it. */
export function spawnProcess(app: ProcessRequest['app'], environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [join(ROOT, `apps/${app}/dist/main.js`)], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return {
    child,
    output: () => output,
    ended,
    end: (signal: NodeJS.Signals) => {
      child.kill(signal);
      return ended;
    },
  };
}
