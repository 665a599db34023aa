/** Ends everything of a rig and removes whatever it left; also after a crash of machine or command. */
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import type { FleetNode } from '../plan/fleet-node.ts';
import { forgetDeadServer } from '../postgres/shared-memory.ts';
import { end, killTree, thaw } from '../process/signals.ts';
import { LAST_API_KEY, RIGS_FOLDER } from '../record/rig-folder.ts';
import type { RigSite } from '../record/rig-site.ts';
import { removeHome } from './ground.ts';
import { pidOf } from './node-control.ts';

const QUIT_MS_MAX = 6_000;

/** @returns how many nodes were alive. */
export async function takeDown(site: RigSite): Promise<number> {
  site.abandon();
  const living = site.nodes.filter((node) => pidOf(site, node) !== undefined);
  await Promise.all(living.map((node) => endAtOnce(site, node)));
  for (const node of site.ofKind('postgres')) await forgetDeadServer(site.homeOf(node));
  removeFolders(site);
  return living.length;
}

/** Postgres alone is given the chance to clear away its shared memory; the data are about to go. */
async function endAtOnce(site: RigSite, node: FleetNode): Promise<void> {
  const pid = pidOf(site, node)!;
  if (node.kind === 'postgres') {
    thaw(pid);
    if (await end(pid, { signal: 'SIGQUIT', patienceMs: QUIT_MS_MAX })) return;
  }
  await killTree(pid);
}

function removeFolders({ folder, record }: RigSite): void {
  if (readIfThere(LAST_API_KEY) === readIfThere(folder.apiKeyFile)) rmSync(LAST_API_KEY, { force: true });
  removeHome(record.home);
  // last: as long as its record is there, `down` can be tried again
  rmSync(folder.path, { recursive: true, force: true });
  if (existsSync(RIGS_FOLDER) && readdirSync(RIGS_FOLDER).length === 0) rmdirSync(RIGS_FOLDER);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
