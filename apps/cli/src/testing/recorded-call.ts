import type { Environment } from '@fleetlink/settings';
import { runFleetlink } from '../run-fleetlink.js';

export interface RecordedCall {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process, away from any terminal. */
export async function recordedCall(
  words: readonly string[],
  environment: Environment = {},
): Promise<RecordedCall> {
  let [stdout, stderr] = ['', ''];
  const exitCode = await runFleetlink({
    words,
    environment,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  return { exitCode, stdout, stderr };
}
