/** npm run check: everything that needs no server, from Nx's cache where nothing changed. */
import { tallyOf } from '../test/jest.ts';
import { failedTargets, TARGETS } from './targets.ts';

const failed = failedTargets(Object.keys(TARGETS));
if (failed.length > 0) {
  process.stdout.write(`failed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
} else {
  const pureTestCount = tallyOf('pure', true).passed;
  process.stdout.write(`checked: ${Object.values(TARGETS).join(', ')} (${pureTestCount})\n`);
}
