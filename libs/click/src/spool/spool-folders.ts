import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rmdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { folderName, livenessOf, ownerOf, type SpoolOwner } from './spool-owner.js';

/** An owner that cannot be seen from here (another machine, or before a reboot) is dead after this silence. */
const SILENCE_MS_MAX = 60_000;

/**
 * The folders under DATA_DIR/spool, one per process start. A process that finds the folder of a dead one renames it
 * to its own name: rename is atomic, so of several finders one succeeds.
 */
export class SpoolFolders {
  private readonly owned = new Set<string>();

  constructor(
    private readonly root: string,
    private readonly me: SpoolOwner,
  ) {}

  /** Makes this process's own folder and returns its name. */
  async create(): Promise<string> {
    const name = this.newName();
    await mkdir(join(this.root, name), { recursive: true, mode: 0o700 });
    this.owned.add(name);
    return name;
  }

  pathOf(name: string): string {
    return join(this.root, name);
  }

  /** Claims the folders of processes that are gone; returns the names they have now. */
  async adoptDead(): Promise<string[]> {
    const adopted: string[] = [];
    for (const name of await readdir(this.root)) {
      if (this.owned.has(name) || !(await this.isDead(name))) continue;
      const mine = this.newName();
      const claimed = await succeeds(rename(this.pathOf(name), this.pathOf(mine)));
      if (claimed) adopted.push(mine);
      if (claimed) this.owned.add(mine);
    }
    return adopted;
  }

  /** Shows processes on other machines that this one is alive. */
  async beat(): Promise<void> {
    const now = new Date();
    await Promise.all([...this.owned].map((name) => succeeds(utimes(this.pathOf(name), now, now))));
  }

  /** Removes an owned folder if it is empty. */
  async remove(name: string): Promise<void> {
    if (await succeeds(rmdir(this.pathOf(name)))) this.owned.delete(name);
  }

  private newName(): string {
    return folderName(this.me, randomBytes(6).toString('hex'));
  }

  private async isDead(name: string): Promise<boolean> {
    const owner = ownerOf(name);
    if (owner === undefined) return false;
    const liveness = livenessOf(owner, this.me);
    if (liveness !== 'unknown') return liveness === 'dead';
    const beatAt = await stat(this.pathOf(name)).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.POSITIVE_INFINITY,
    );
    return Date.now() - beatAt > SILENCE_MS_MAX;
  }
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
