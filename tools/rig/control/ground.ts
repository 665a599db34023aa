/** The ground that a new rig stands on: free ports, and a data folder that is nobody's. */
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { FleetNode } from '../plan/fleet-node.ts';
import { PORT_SPAN } from '../plan/port-plan.ts';
import { ROOT } from '../record/rig-folder.ts';
import { RigError } from '../rig-error.ts';

/** Which clone made the data folder. */
const OWNER_FILE = 'clone';

/** A folder that a crashed rig of this clone left is replaced; that of another clone is not. */
export function makeHome(home: string): void {
  assertHomeFree(home);
  removeFolder(home);
  // others may pass through to what is theirs, and see nothing
  mkdirSync(home, { recursive: true, mode: 0o711 });
  writeFileSync(join(home, OWNER_FILE), `${ROOT}\n`);
}

export function assertHomeFree(home: string): void {
  const owner = ownerOf(home) ?? ROOT;
  if (owner !== ROOT && existsSync(owner))
    throw new RigError(
      `${home} belongs to the rig of ${owner}`,
      `take that one down (npm run rig -- down, over there), or choose another --port-base`,
    );
}

export function removeHome(home: string): void {
  if (ownerOf(home) === ROOT) removeFolder(home);
}

function ownerOf(home: string): string | undefined {
  const ownerFile = join(home, OWNER_FILE);
  return existsSync(ownerFile) ? readFileSync(ownerFile, 'utf8').trim() : undefined;
}

/** Something that was killed a moment ago may still have written a file. */
function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

export async function assertPortsFree(nodes: readonly FleetNode[]): Promise<void> {
  const taken = (await Promise.all(nodes.flatMap(portsOf).map(takenPort))).filter(Boolean);
  if (taken.length > 0)
    throw new RigError(
      `ports are taken: ${taken.join(', ')}`,
      `choose another base, ${PORT_SPAN} away from every other rig: --port-base N`,
    );
}

function portsOf(node: FleetNode): number[] {
  const ports = [node.port, node.reachedAt];
  if (node.kind === 'redis') ports.push(node.busPort);
  if (node.kind === 'service') ports.push(node.managementPort);
  return [...new Set(ports)];
}

async function takenPort(port: number): Promise<number | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return port;
  }
  server.close();
  await once(server, 'close');
  return undefined;
}
