import { asMarkdown, type Report } from './report.ts';

const BEGIN = '<!-- bench:begin -->';
const END = '<!-- bench:end -->';

/** The page with these reports between its two marks; other sections there stay as they are. */
export function withReports(page: string, reports: readonly Report[], circumstances: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page has no ${BEGIN} followed by ${END}`);
  const sections = sectionsOf(page.slice(begin + BEGIN.length, end));
  for (const report of reports) sections.set(report.name, sectionOf(report, circumstances));
  const text = [...sections].map(([name, section]) => `### ${name}\n\n${section.trim()}`).join('\n\n');
  return `${page.slice(0, begin)}${BEGIN}\n\n${text}\n\n${page.slice(end)}`;
}

function sectionOf(report: Report, circumstances: string): string {
  return `${asMarkdown(report)}\n- Measured ${circumstances}.`;
}

function sectionsOf(text: string): Map<string, string> {
  const parts = text.split(/^### (.+)$/m).slice(1);
  const sections = new Map<string, string>();
  for (let at = 0; at < parts.length; at += 2) sections.set(parts[at]!.trim(), parts[at + 1]!);
  return sections;
}
