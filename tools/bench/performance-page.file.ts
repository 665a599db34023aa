import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Report } from './report.ts';
import { withReports } from './reports-on-page.ts';

const PAGE = join(import.meta.dirname, '../../docs/performance.md');

/** Puts the reports on the page. Benchmarks that were not run keep the sections they have. */
export async function writePage(reports: readonly Report[], circumstances: string): Promise<string> {
  const page = await readFile(PAGE, 'utf8');
  const config = await resolveConfig(PAGE);
  const text = withReports(page, reports, circumstances);
  await writeFile(PAGE, await format(text, { ...config, parser: 'markdown' }));
  for (const { plot } of reports) if (plot) await writeFile(join(dirname(PAGE), plot.file), plot.svg);
  return PAGE;
}
