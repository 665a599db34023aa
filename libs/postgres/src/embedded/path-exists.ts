import { stat } from 'node:fs/promises';

/** False also for a path that this user may not look at. */
export async function pathExists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
