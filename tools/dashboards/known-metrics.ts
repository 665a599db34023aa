import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../test/program.ts';
import { EXPORTER_METRICS } from './exporter-metrics.ts';
import { Rules } from './rules.ts';

/** The first column of docs/metrics.md, which is written from the declarations. */
const ROW = /^\| `([a-z0-9_]+)`/gm;

/** Every metric that Prometheus has: those of our services, what the rules record of them, and the exporters'. */
export function knownMetrics(): Set<string> {
  const page = readFileSync(join(ROOT, 'docs/metrics.md'), 'utf8');
  const ours = [...page.matchAll(ROW)].map(([, name]) => name!);
  return new Set([...ours, ...Rules.read().recorded, ...EXPORTER_METRICS]);
}
