/** Writes the generated documents: npm run docs. */
import { writeFileSync } from 'node:fs';
import { pages } from './pages.ts';

for (const [path, text] of Object.entries(pages)) {
  writeFileSync(path, text);
  process.stdout.write(`wrote ${path}\n`);
}
