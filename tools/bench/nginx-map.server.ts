/** The yardstick of the redirect benchmark: nginx, which has all links in a map and writes a line for every request. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../demo/free-port.ts';
import { optionalProgram } from '../rig/program/programs.ts';
import type { PeerAnswers } from './peer.server.ts';

const START_MS_MAX = 10_000;
const POLL_MS = 20;

export class NginxMap {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#process = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Undefined where there is no nginx to be had. */
  static async start(folder: string, { links }: PeerAnswers): Promise<NginxMap | undefined> {
    const program = await optionalProgram('nginx');
    if (program === undefined) return undefined;
    const [port] = await freePorts(1);
    const prefix = join(folder, 'nginx-map');
    await mkdir(prefix);
    await writeFile(join(prefix, 'nginx.conf'), configuration(port!, links));
    const child = spawn(program, ['-p', `${prefix}/`, '-c', 'nginx.conf', '-e', 'stderr'], {
      stdio: 'ignore',
    });
    const server = new NginxMap(child, port!);
    await server.#ready();
    return server;
  }

  get pid(): number {
    return this.#process.pid!;
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGTERM');
    await once(this.#process, 'exit');
  }

  async #ready(): Promise<void> {
    for (const giveUpAt = Date.now() + START_MS_MAX; Date.now() < giveUpAt; await sleep(POLL_MS))
      if (await fetch(this.url).then(Boolean, () => false)) return;
    throw new Error('nginx did not start');
  }
}

function configuration(port: number, links: PeerAnswers['links']): string {
  return `
daemon off; master_process off; pid nginx.pid; error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log access.log combined buffer=64k flush=1s;
  client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp; uwsgi_temp_path temp; scgi_temp_path temp;
  keepalive_requests 1000000;
  map_hash_max_size 262144; map_hash_bucket_size 128;
  map $uri $location_of_name {
    default "";
${links.map(([name, location]) => `    "/${name}" "${location}";`).join('\n')}
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      if ($location_of_name = "") { return 404; }
      add_header Cache-Control "private, no-cache";
      return 302 $location_of_name;
    }
  }
}
`;
}
