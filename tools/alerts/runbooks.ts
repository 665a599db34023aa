/** docs/runbooks: a page for each alert, and what its commands are. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../test/program.ts';
import { alertsIn, pageName, RULES_FOLDER, type Alert } from './alert-rules.ts';

export const RUNBOOKS_FOLDER = join(ROOT, 'docs/runbooks');

const INDEX = 'README.md';

/** What somebody looks for at three in the morning, in this order. */
const SECTIONS = ['## What it means', '## Look', '## Mend'];

/** Commands between these are run against a rig by a test, so that they are known to work. */
const LOOK_COMMANDS = /^```sh look\n([^]*?)^```$/gm;

export interface RunbookSite {
  readonly rules: string;
  readonly pages: string;
}

const SITE: RunbookSite = { rules: RULES_FOLDER, pages: RUNBOOKS_FOLDER };

export function runbookPages(folder = RUNBOOKS_FOLDER): string[] {
  return globSync('*.md', { cwd: folder })
    .filter((file) => file !== INDEX)
    .toSorted();
}

export function runbookFaults({ rules, pages }: RunbookSite = SITE): string[] {
  const alerts = new Map(alertsIn(rules).map((alert) => [`${pageName(alert.alert)}.md`, alert]));
  const found = runbookPages(pages);
  return [
    ...[...alerts].filter(([page]) => !found.includes(page)).map(([page]) => `there is no page ${page}`),
    ...found.filter((page) => !alerts.has(page)).map((page) => `${page} is about no alert`),
    ...found.flatMap((page) => pageFaults(page, readFileSync(join(pages, page), 'utf8'), alerts.get(page))),
  ];
}

/** One after the other, as they would be typed. */
export function lookCommands(page: string): string[] {
  const text = readFileSync(join(RUNBOOKS_FOLDER, page), 'utf8');
  return [...text.matchAll(LOOK_COMMANDS)].flatMap(([, block]) => block!.trim().split('\n'));
}

function pageFaults(page: string, text: string, alert: Alert | undefined): string[] {
  const places = SECTIONS.map((section) => text.indexOf(`\n${section}\n`));
  return [
    text.startsWith(`# ${alert?.alert}\n`) ? '' : 'it does not begin with the name of its alert',
    places.includes(-1) ? `it lacks one of ${SECTIONS.join(', ')}` : '',
    places.every((place, at) => at === 0 || place > places[at - 1]!) ? '' : 'its sections are out of order',
    [...text.matchAll(LOOK_COMMANDS)].length > 0 ? '' : 'it has no command to look with (```sh look)',
  ]
    .filter(Boolean)
    .map((fault) => `${page}: ${fault}`);
}
