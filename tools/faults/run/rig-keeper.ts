import { isDeepStrictEqual } from 'node:util';
import { freePortBase } from '../../rig/control/free-port-base.ts';
import { progressOn } from '../../rig/control/progress.ts';
import { startRig, type Rig } from '../../rig/rig-fleet.ts';
import type { RigShape } from '../scenario/scenario.ts';

interface Kept {
  readonly rig: Rig;
  readonly shape: RigShape;
}

/** At most one rig at a time, handed on from scenario to scenario as long as its shape is right and it is whole. */
export class RigKeeper {
  readonly #isBuilt: boolean;
  readonly #interrupt = new AbortController();
  #kept: Kept | undefined;
  #aborted: Promise<void> | undefined;

  constructor({ isBuilt }: { readonly isBuilt: boolean }) {
    this.#isBuilt = isBuilt;
  }

  async rigOf(shape: RigShape): Promise<Rig> {
    if (this.#kept && isDeepStrictEqual(this.#kept.shape, shape)) return this.#kept.rig;
    await this.scrap();
    const portBase = await freePortBase(shape);
    const { signal } = this.#interrupt;
    const progress = progressOn(process.stdout);
    const rig = await startRig({ ...shape, portBase, isBuilt: this.#isBuilt, progress, signal });
    this.#kept = { rig, shape };
    return rig;
  }

  /** Takes the rig down, if there is one. */
  async scrap(): Promise<void> {
    const kept = this.#kept;
    this.#kept = undefined;
    await kept?.rig.down();
  }

  /** As `scrap`, and what is about to come up will not. A second signal waits for the first. */
  abort(): Promise<void> {
    this.#interrupt.abort();
    return (this.#aborted ??= this.scrap());
  }
}
