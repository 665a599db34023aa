import { join } from 'node:path';
import { ROOT } from '../test/program.ts';

/** Where `npm test` finds the counts. */
export const TALLY_FILE = join(ROOT, 'dist/test-results/images.json');
