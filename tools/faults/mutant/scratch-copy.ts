import { cpSync, globSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ROOT } from '../../rig/record/rig-folder.ts';

const LEFT_BEHIND = new Set(['node_modules', '.git', '.nx', '.rig', '.faults', '.fleetlink', 'coverage']);
const SCOPE = '@fleetlink';

/** A copy of this clone, as it stands on the disk, that may be broken and built on its own. */
export class ScratchCopy {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<ScratchCopy> {
    const path = await mkdtemp(join(await realpath(tmpdir()), 'fleetlink-mutant-'));
    const filter = (source: string): boolean => !LEFT_BEHIND.has(basename(source));
    // times are kept, so that only what a mutant touches is built anew
    cpSync(ROOT, path, { recursive: true, preserveTimestamps: true, filter });
    linkPackages(path);
    return new ScratchCopy(path);
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Packages come from the clone, save the workspaces: those have to be the copied ones. */
function linkPackages(copy: string): void {
  const packages = join(copy, 'node_modules');
  mkdirSync(join(packages, SCOPE), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (name !== SCOPE) symlinkSync(join(ROOT, 'node_modules', name), join(packages, name));
  for (const workspace of globSync(['apps/*', 'libs/*'], { cwd: copy })) {
    symlinkSync(join(copy, workspace), join(packages, SCOPE, basename(workspace)));
    const [own] = globSync(`${workspace}/node_modules`, { cwd: ROOT });
    if (own !== undefined) symlinkSync(join(ROOT, own), join(copy, own));
  }
}
