import type { Stage } from '../demo/stage.ts';
import { freePortBase } from '../rig/control/free-port-base.ts';
import { startRig, type Rig, type RigOptions } from '../rig/rig-fleet.ts';

/** Lends a rig to `work`. Nothing of it is left afterwards, nor when the stage is cleared meanwhile. */
export async function withRig<Result>(
  stage: Stage,
  options: RigOptions,
  work: (rig: Rig) => Promise<Result>,
): Promise<Result> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const starting = startRig({
    ...options,
    settings: { LOG_LEVEL: 'error', ...options.settings },
    portBase: await freePortBase(options),
    isBuilt: true,
    signal,
  });
  stage.atClear(async () => {
    stopping.abort();
    // one that does not come up takes itself down
    await starting.then(
      (rig) => rig.down(),
      () => undefined,
    );
  });
  const rig = await starting;
  try {
    return await work(rig);
  } finally {
    await rig.down();
  }
}
