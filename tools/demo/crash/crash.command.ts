import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CrashPlan } from '../arguments.ts';
import { box } from '../box.ts';
import { clicksCounted, countedSince } from '../clicks/summary.ts';
import { generatedUrls } from '../generated-urls.ts';
import { inParallel } from '../in-parallel.ts';
import { count, Progress } from '../progress.ts';
import { randomFrom } from '../random.ts';
import { readLines } from '../read-lines.ts';
import { busyNote, CONNECTIONS, ServiceClient } from '../service.client.ts';
import { HistoryFile } from '../../history/history.file.ts';
import type { Stage } from '../stage.ts';
import type { Standalone } from '../standalone.server.ts';
import { CrashLoad } from './crash-load.ts';
import { namesGivenTwice, type Acknowledged } from './acknowledged.ts';
import { lostClicks, lostLinks, LOSS_WINDOW_MS, offencesOf, told, type Round } from './verdict.ts';

const LOAD_MS_MIN = 1500;
const LOAD_MS_MAX = 3500;
/** Without a further click for so long, no more are expected. */
const QUIET_MS = 5000;
const SHOWN_MAX = 10;

/** Kills the process in mid-work, again and again. True if no acknowledged link was lost. */
export async function crash(plan: CrashPlan, stage: Stage): Promise<boolean> {
  const repeat = `${plan.file === undefined ? '' : ` ${plan.file}`} --rounds ${plan.rounds}`;
  process.stdout.write(`seed ${plan.seed} (again: npm run demo -- --crash${repeat} --seed ${plan.seed})\n`);
  const lines = plan.file === undefined ? undefined : await readLines(plan.file);
  const history = await HistoryFile.create<Acknowledged>(join(await stage.folder(), 'acknowledged.jsonl'));
  const theatre = new Theatre(stage, await stage.folder(), {
    history,
    urls: lines ? endless(lines) : generatedUrls(plan.seed),
    random: randomFrom(plan.seed),
  });
  const rounds: Round[] = [];
  try {
    for (let number = 1; number <= plan.rounds; number += 1) {
      const round = await theatre.round();
      rounds.push(round);
      process.stdout.write(`round ${number} of ${plan.rounds}: ${told([round])}\n`);
      for (const offence of offencesOf(round)) process.stdout.write(`  WRONG: ${offence}\n`);
    }
  } finally {
    await history.close();
  }
  return verdict(rounds);
}

function* endless(lines: readonly string[]): Generator<string> {
  for (;;) yield* lines;
}

interface Props {
  readonly history: HistoryFile<Acknowledged>;
  readonly urls: Iterator<string, unknown>;
  readonly random: () => number;
}

/** One data folder, on which one process after the other is killed. */
class Theatre {
  readonly #stage: Stage;
  readonly #dataFolder: string;
  readonly #props: Props;
  #standalone: Standalone | undefined;

  constructor(stage: Stage, dataFolder: string, props: Props) {
    this.#stage = stage;
    this.#dataFolder = dataFolder;
    this.#props = props;
  }

  async round(): Promise<Round> {
    this.#standalone ??= await this.#start();
    const before = await countedBy(this.#standalone);
    const { load, killedAtMs } = await this.#loadAndKill(this.#standalone);
    this.#standalone = await this.#start();
    const history = await this.#props.history.read();
    const client = new ServiceClient({ url: this.#standalone.url, key: undefined });
    try {
      const read = await readBack(client, history);
      const answered = load.answeredAtMs.length;
      const clicks = answered + read.redirected;
      return {
        acknowledged: history.length,
        there: read.there,
        givenTwice: namesGivenTwice(history).length,
        answered,
        answeredLate: load.answeredAtMs.filter((atMs) => atMs > killedAtMs - LOSS_WINDOW_MS).length,
        unanswered: load.unanswered,
        readBack: read.redirected,
        counted: await countedSince(client, { from: before, clicks, quietMs: QUIET_MS }),
        faults: load.faults.length,
      };
    } finally {
      client.close();
    }
  }

  async #start(): Promise<Standalone> {
    const startedAt = performance.now();
    const standalone = await this.#stage.standalone(this.#dataFolder);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(`process ${standalone.pid} serves after ${seconds} s\n`);
    return standalone;
  }

  async #loadAndKill(standalone: Standalone): Promise<{ load: CrashLoad; killedAtMs: number }> {
    const load = new CrashLoad({ url: standalone.url, ...this.#props });
    const running = load.run();
    const loadMs = LOAD_MS_MIN + this.#props.random() * (LOAD_MS_MAX - LOAD_MS_MIN);
    await sleep(loadMs);
    load.announceEnd();
    const killedAtMs = performance.now();
    await standalone.kill();
    await running;
    const made = `${count(load.acknowledged)} links made, ${count(load.answeredAtMs.length)} redirects answered`;
    process.stdout.write(
      `kill -9 ${standalone.pid} after ${(loadMs / 1000).toFixed(2)} s of load: ${made}\n`,
    );
    for (const fault of load.faults.slice(0, SHOWN_MAX)) process.stdout.write(`  ${fault}\n`);
    return { load, killedAtMs };
  }
}

async function countedBy({ url }: Standalone): Promise<number> {
  const client = new ServiceClient({ url, key: undefined });
  return clicksCounted(client).finally(() => client.close());
}

async function readBack(client: ServiceClient, history: readonly Acknowledged[]) {
  const progress = new Progress('read', history.length);
  let [there, redirected] = [0, 0];
  await inParallel(history, CONNECTIONS, async ({ name, href }) => {
    const { status, location } = await client.tryFollow(name);
    if (status === 302) redirected += 1;
    if (status === 302 && location === href) there += 1;
    else if (progress.done - there < SHOWN_MAX)
      process.stdout.write(`\n  /${name} answers ${status} ${location ?? ''}, expected 302 ${href}\n`);
    progress.advance();
  });
  progress.end();
  process.stdout.write(busyNote(client));
  return { there, redirected };
}

function verdict(rounds: readonly Round[]): boolean {
  const isRight = rounds.every((round) => offencesOf(round).length === 0);
  const clicksLost = rounds.reduce((sum, round) => sum + lostClicks(round), 0);
  const last = rounds.at(-1)!;
  const rows = [
    ['kills', String(rounds.length)],
    [
      'links',
      `${count(last.acknowledged)} acknowledged, ${count(last.there)} there, ${lostLinks(last)} lost`,
    ],
    ['clicks', `${count(clicksLost)} lost, at most those of the last ${LOSS_WINDOW_MS} ms before a kill`],
    ['verdict', isRight ? 'every acknowledged link survived' : 'something is WRONG, see above'],
  ] as const;
  process.stdout.write(`\n${told(rounds)}\n${box('Fleetlink crash', rows)}\n`);
  return isRight;
}
