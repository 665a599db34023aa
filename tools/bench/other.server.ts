/** A server of somebody else on this machine, to be compared with the product by one of its short links. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { processOf } from '../rig/process/process-table.ts';

export interface OtherServer {
  readonly origin: string;
  /** Of its short link, without the slash before it. */
  readonly name: string;
  readonly pids: readonly number[];
}

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/;

/** In /proc/net/tcp. */
const LISTENING = '0A';

/** @throws {Error} for what is no redirect of a server on this machine. */
export async function otherServer(link: string): Promise<OtherServer> {
  const { protocol, hostname, port, origin, pathname, search } = urlIn(link);
  if (protocol !== 'http:' || !LOOPBACK.test(hostname))
    throw new Error(`--against takes an http address of this machine, such as http://127.0.0.1:8080/code`);
  const { status } = await fetch(link, { redirect: 'manual' }).catch(() => {
    throw new Error(`nobody answers at ${link}`);
  });
  if (status < 300 || status > 399) throw new Error(`${link} answers ${status}, not a redirect`);
  const pids = await listenersOn(Number(port || 80));
  if (pids.length === 0) throw new Error(`no process to be seen here listens on the port of ${link}`);
  return { origin, name: `${pathname}${search}`.slice(1), pids };
}

function urlIn(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw new Error(`--against takes the address of a short link, not ${text}`);
  return url;
}

/** Who holds a listening socket on the port; whoever was started by one of them is not named. */
async function listenersOn(port: number): Promise<number[]> {
  const sockets = new Set([
    ...(await socketsOn('/proc/net/tcp', port)),
    ...(await socketsOn('/proc/net/tcp6', port)),
  ]);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const holders = new Set<number>();
  for (const pid of pids) if (await holdsOneOf(pid, sockets)) holders.add(Number(pid));
  return [...holders].filter((pid) => !holders.has(processOf(pid)?.parent ?? 0));
}

/** As links of descriptors name them. */
async function socketsOn(table: string, port: number): Promise<string[]> {
  const lines = (await readFile(table, 'utf8').catch(() => '')).trim().split('\n').slice(1);
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, local, , state]) => state === LISTENING && Number.parseInt(local!.split(':')[1]!, 16) === port,
    )
    .map((cells) => `socket:[${cells[9]}]`);
}

async function holdsOneOf(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  const targets = await Promise.all(descriptors.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  return targets.some((target) => sockets.has(target));
}
