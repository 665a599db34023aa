import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../demo/free-port.ts';
import type { Variables } from '../service/fleet-environment.ts';
import { render } from './gateway-config.ts';
import { NGINX_SOURCES, TEMPLATE } from './gateway.server.ts';

const START_MS_MAX = 5_000;
const START_POLL_MS = 20;
const NOTHING: Variables = { GATEWAY_TLS: '', GATEWAY_RESOLVER: '', GATEWAY_UNLIMITED: '' };

const nginx = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/bin/nginx'].find((path) => existsSync(path));

export const hasNginx = nginx !== undefined;

/** The real nginx on the real configuration, on a free port. */
export class TestGateway {
  readonly url: string;
  readonly #prefix: string;
  readonly #process: ChildProcess;

  private constructor(url: string, prefix: string, child: ChildProcess) {
    this.url = url;
    this.#prefix = prefix;
    this.#process = child;
  }

  static async start(variables: Variables): Promise<TestGateway> {
    const prefix = mkdtempSync(join(tmpdir(), 'rig-gateway-'));
    const [port] = await freePorts(1);
    mkdirSync(join(prefix, 'conf.d'));
    // without a master nginx stays who started it
    mkdirSync(join(prefix, 'edge-clicks'));
    copyFileSync(join(NGINX_SOURCES, 'nginx.conf'), join(prefix, 'nginx.conf'));
    const listen = { GATEWAY_LISTEN: `127.0.0.1:${port}` };
    const text = render(readFileSync(join(NGINX_SOURCES, TEMPLATE), 'utf8'), {
      ...NOTHING,
      ...listen,
      ...variables,
    });
    writeFileSync(join(prefix, 'conf.d/fleetlink.conf'), text);
    const args = ['-p', `${prefix}/`, '-c', join(prefix, 'nginx.conf')];
    const log = openSync(join(prefix, 'access.log'), 'a');
    const only = ['-g', 'daemon off; master_process off;'];
    const child = spawn(nginx!, [...args, ...only], { stdio: ['ignore', log, 'ignore'] });
    closeSync(log);
    const gateway = new TestGateway(`http://127.0.0.1:${port}`, prefix, child);
    await gateway.#ready();
    return gateway;
  }

  get pid(): number {
    return this.#process.pid!;
  }

  /** Lines of its log about one path. */
  logged(path: string): Record<string, unknown>[] {
    const lines = readFileSync(join(this.#prefix, 'access.log'), 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line)).filter((line) => line.path === path);
  }

  /** Lines about the hits of its cache, as the edge service reads them. */
  edgeClicks(): string[] {
    const folder = join(this.#prefix, 'edge-clicks');
    return readdirSync(folder)
      .flatMap((file) => readFileSync(join(folder, file), 'latin1').split('\n'))
      .filter(Boolean);
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGTERM');
    await once(this.#process, 'exit');
    rmSync(this.#prefix, { recursive: true });
  }

  async #ready(): Promise<void> {
    for (const giveUpAt = Date.now() + START_MS_MAX; Date.now() < giveUpAt; await sleep(START_POLL_MS))
      if (await fetch(`${this.url}/api/health`).then(Boolean, () => false)) return;
    throw new Error('nginx did not start');
  }
}
