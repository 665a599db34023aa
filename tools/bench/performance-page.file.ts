import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { barPlot } from './bar-plot.ts';
import { plotFile, type Report } from './report.ts';
import { withReports } from './reports-on-page.ts';

const PAGE = join(import.meta.dirname, '../../docs/performance.md');

/** Puts the reports on the page, and their drawings beside it. Benchmarks that were not run keep the sections they have. */
export async function writePage(reports: readonly Report[], circumstances: string): Promise<string> {
  const page = await readFile(PAGE, 'utf8');
  const config = await resolveConfig(PAGE);
  const text = withReports(page, reports, circumstances);
  await writeFile(PAGE, await format(text, { ...config, parser: 'markdown' }));
  for (const report of reports) {
    const file = join(dirname(PAGE), plotFile(report.name));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, report.plot ?? barPlot(report));
  }
  return PAGE;
}
