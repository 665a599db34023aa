import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Target } from '../arguments.ts';
import { box } from '../box.ts';
import { createInBulk, nameIn, type NewLink } from '../bulk.client.ts';
import { DemoFault } from '../demo-fault.ts';
import { inParallel } from '../in-parallel.ts';
import { count, Progress } from '../progress.ts';
import { readLines } from '../read-lines.ts';
import { busyNote, CONNECTIONS, type ServiceClient } from '../service.client.ts';
import { serviceUnderDemo } from '../service-under-demo.ts';
import type { Stage } from '../stage.ts';
import { clickLogOf, headersOf, linksOf, type LoggedClick } from './click-log.ts';
import { tallyFrom, tallyOf, tallySum, type ExpectedFile, type Tally } from './click-tally.ts';
import { comparison, differencesOf } from './difference.ts';
import { statsOfAll } from './link-stats.ts';
import { clicksCounted, countedSince } from './summary.ts';

const EXPECTED_FILE = 'expected-aggregates.json';

/** What a consumer held that died is taken over within 45 s: CLICK_CLAIM_IDLE_MS, looked at twice within it. */
const QUIET_MS = 60_000;
const DIFFERENCES_SHOWN_MAX = 20;

interface ClicksPlan {
  readonly file: string;
  readonly target: Target | undefined;
}

/** Replays a click log and compares the statistics with it. True if they agree in every value. */
export async function replayClicks({ file, target }: ClicksPlan, stage: Stage): Promise<boolean> {
  const { clicks, heartbeats } = clickLogOf(await readLines(file));
  if (clicks.length === 0) throw new DemoFault(`${file} holds no clicks: no line has an a (User-Agent)`);
  const links = linksOf(clicks);
  const expected = await expectedTally(file, clicks);
  process.stdout.write(
    `${count(clicks.length)} clicks on ${count(links.length)} codes, ${count(heartbeats)} lines without one\n`,
  );
  const client = await serviceUnderDemo(target, stage, { CLICK_OVERRIDES: 'on' });
  try {
    await createAll(client, links);
    const before = await clicksCounted(client);
    await requestWithoutClicking(client, links);
    const { answered, perSecond } = await replay(client, clicks);
    const counted = await countedSince(client, { from: before, clicks: clicks.length, quietMs: QUIET_MS });
    const isComplete = answered === clicks.length && counted === clicks.length;
    const isEqual = await compare(client, links, clicks, expected);
    tell({ clicks: clicks.length, links: links.length, answered, counted, perSecond, isEqual });
    return isComplete && isEqual;
  } finally {
    client.close();
  }
}

async function expectedTally(file: string, clicks: readonly LoggedClick[]): Promise<Tally> {
  const beside = join(dirname(file), EXPECTED_FILE);
  const text = await readFile(beside, 'utf8').catch(() => undefined);
  process.stdout.write(
    text === undefined
      ? `no ${EXPECTED_FILE} lies beside the log: expecting what the log itself adds up to\n`
      : `expecting what ${beside} says\n`,
  );
  return text === undefined ? tallyOf(clicks) : tallyFrom(JSON.parse(text) as ExpectedFile);
}

async function createAll(client: ServiceClient, links: readonly NewLink[]): Promise<void> {
  const progress = new Progress('create', links.length);
  for await (const result of createInBulk(client, links)) {
    if (nameIn(result) === undefined) {
      const why = [result.status, result.problem?.code, result.problem?.detail].filter(Boolean).join(' ');
      const alias = links[result.index]?.alias;
      throw new DemoFault(
        `the code ${alias} cannot be replayed: ${why}`,
        'a replay needs its codes to be free',
      );
    }
    progress.advance();
  }
  progress.end();
}

/** A look at the head of every link, and as many names that lead nowhere: neither may be counted. */
async function requestWithoutClicking(client: ServiceClient, links: readonly NewLink[]): Promise<void> {
  const names = new Set(links.map(({ alias }) => alias!));
  await inParallel(names, CONNECTIONS, async (name) => {
    const head = await client.tryFollow(name, {}, 'HEAD');
    if (head.status !== 302) throw new DemoFault(`HEAD /${name} answers ${head.status}, expected 302`);
    const absent = [...name].reverse().join('') + '-0';
    const { status } = await client.tryFollow(absent);
    if (status !== 404) throw new DemoFault(`GET /${absent} answers ${status}, expected 404`);
  });
  process.stdout.write(`${2 * names.size} requests that are no clicks: HEAD of every link, unknown names\n`);
}

async function replay(client: ServiceClient, clicks: readonly LoggedClick[]) {
  const progress = new Progress('replay', clicks.length);
  let answered = 0;
  await inParallel(clicks, CONNECTIONS, async (click) => {
    const { status } = await client.tryFollow(click.code, headersOf(click));
    if (status === 302) answered += 1;
    progress.advance();
  });
  progress.end();
  process.stdout.write(busyNote(client));
  return { answered, perSecond: progress.perSecond };
}

async function compare(
  client: ServiceClient,
  links: readonly NewLink[],
  clicks: readonly LoggedClick[],
  expected: Tally,
): Promise<boolean> {
  const stats = await statsOfAll(
    client,
    links.map(({ alias }) => alias!),
    clicks,
  );
  const differences = differencesOf(expected, tallySum(stats));
  for (const { dimension, value, ...counts } of differences.slice(0, DIFFERENCES_SHOWN_MAX))
    process.stdout.write(`  ${dimension} ${value}: expected ${counts.expected}, counted ${counts.counted}\n`);
  if (differences.length > DIFFERENCES_SHOWN_MAX)
    process.stdout.write(`  … and ${differences.length - DIFFERENCES_SHOWN_MAX} more\n`);
  const bots = stats.reduce((sum, link) => sum + link.bots, 0);
  process.stdout.write(`\n${comparison(expected, differences)} (${count(bots)} clicks of bots)\n`);
  return differences.length === 0;
}

interface Outcome {
  readonly clicks: number;
  readonly links: number;
  readonly answered: number;
  readonly counted: number;
  readonly perSecond: number;
  readonly isEqual: boolean;
}

function tell({ clicks, links, answered, counted, perSecond, isEqual }: Outcome): void {
  const rows = [
    ['replayed', `${count(clicks)} clicks on ${count(links)} links   ${count(perSecond)} clicks/s`],
    ['redirected', count(answered)],
    ['counted', `${count(counted)}${counted === clicks ? ', none twice, none lost' : ''}`],
    ['verdict', isEqual ? 'the statistics agree in every value' : 'the statistics DIFFER'],
  ] as const;
  process.stdout.write(`${box('Fleetlink clicks', rows)}\n`);
}
