import type { Target } from '../arguments.ts';
import { box } from '../box.ts';
import { createInBulk, nameIn, type BulkResult } from '../bulk.client.ts';
import { inParallel } from '../in-parallel.ts';
import { Latency } from '../latency.ts';
import { count, Progress } from '../progress.ts';
import { readLines } from '../read-lines.ts';
import { busyNote, CONNECTIONS, type ServiceClient } from '../service.client.ts';
import { serviceUnderDemo } from '../service-under-demo.ts';
import type { Stage } from '../stage.ts';
import { bulkOffences, redirectOffence, type Offence } from './offences.ts';

interface UrlsPlan {
  readonly file: string;
  readonly target: Target | undefined;
}

interface ShortLink {
  readonly name: string;
  readonly line: string;
}

interface Created {
  readonly links: readonly ShortLink[];
  readonly refused: readonly Offence[];
  readonly wrong: readonly Offence[];
  readonly perSecond: number;
}

interface Followed {
  readonly wrong: readonly Offence[];
  readonly perSecond: number;
  readonly latency: Latency;
}

/** Shortens every URL of a file and follows every short link. True if each leads exactly where it should. */
export async function followUrls({ file, target }: UrlsPlan, stage: Stage): Promise<boolean> {
  const lines = await readLines(file);
  const client = await serviceUnderDemo(target, stage);
  try {
    const created = await create(client, lines);
    const followed = await follow(client, created.links);
    return verdict(created, followed);
  } finally {
    client.close();
  }
}

async function create(client: ServiceClient, lines: readonly string[]): Promise<Created> {
  const links: ShortLink[] = [];
  const answers: BulkResult[] = [];
  const progress = new Progress('create', lines.length);
  const bodies = lines.map((url) => ({ url }));
  for await (const result of createInBulk(client, bodies)) {
    answers.push(result);
    const name = nameIn(result);
    const line = lines[result.index];
    if (name !== undefined && line !== undefined) links.push({ name, line });
    progress.advance();
  }
  progress.end();
  return { links, ...bulkOffences(lines, answers), perSecond: progress.perSecond };
}

async function follow(client: ServiceClient, links: readonly ShortLink[]): Promise<Followed> {
  const wrong: Offence[] = [];
  const latency = new Latency();
  const progress = new Progress('follow', links.length);
  await inParallel(links, CONNECTIONS, async ({ name, line }) => {
    const answer = await client.tryFollow(name);
    latency.add(answer.ms);
    const offence = redirectOffence(line, name, answer);
    if (offence) wrong.push(offence);
    progress.advance();
  });
  progress.end();
  process.stdout.write(busyNote(client));
  return { wrong, latency, perSecond: progress.perSecond };
}

function verdict(created: Created, followed: Followed): boolean {
  const wrong = [...created.wrong, ...followed.wrong];
  const right = created.links.length - followed.wrong.length;
  tell('refused', created.refused);
  tell('wrong', wrong);
  const refused = created.refused.length > 0 ? `, ${count(created.refused.length)} refused` : '';
  const sentence = `${created.links.length} created, ${right} redirected to the exact href, ${wrong.length} wrong`;
  const rows = [
    ['created', `${count(created.links.length)}   ${count(created.perSecond)} links/s`],
    ['followed', `${count(right)}   ${count(followed.perSecond)} redirects/s`],
    ['redirect', `${followed.latency.told()}, ${CONNECTIONS} at a time`],
    ['verdict', wrong.length === 0 ? 'every link leads to the exact href' : `${wrong.length} WRONG`],
  ] as const;
  process.stdout.write(`\n${sentence}${refused}\n${box('Fleetlink demo', rows)}\n`);
  return wrong.length === 0;
}

const SHOWN_MAX = 10;

function tell(what: string, offences: readonly Offence[]): void {
  for (const { where, what: why } of offences.slice(0, SHOWN_MAX))
    process.stdout.write(`  ${what}: ${where}\n    ${why}\n`);
  if (offences.length > SHOWN_MAX)
    process.stdout.write(`  … and ${offences.length - SHOWN_MAX} more ${what}\n`);
}
