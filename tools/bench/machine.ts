import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** When and where a number was measured, in one line: without it the number means little. */
export function circumstances(now: Date): string {
  const model = cpus()[0]?.model.replaceAll(/\s+/g, ' ').trim() ?? 'unknown processor';
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const day = now.toISOString().slice(0, 10);
  const machine = `${availableParallelism()} cores, ${model}, ${gigabytes} GB, Node ${process.version}`;
  // on a machine with neighbours: how many wanted to run before any of this began
  return `${day}, ${machine}, load ${loadavg()[0]!.toFixed(1)} before the start`;
}
