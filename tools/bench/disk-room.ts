import { statfs } from 'node:fs/promises';
import { DemoFault } from '../demo/demo-fault.ts';
import type { Rig } from '../rig/rig-fleet.ts';

/** @throws {DemoFault} where a rig has no room for what it is to be filled with. */
export async function assertRoom({ site }: Rig, bytes: number): Promise<void> {
  const { home } = site.record;
  const { bavail, bsize } = await statfs(home);
  if (bytes > bavail * bsize)
    throw new DemoFault(
      `${gigabytes(bytes)} are needed in ${home}, and ${gigabytes(bavail * bsize)} are free`,
    );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
