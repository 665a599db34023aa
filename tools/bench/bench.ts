/** npm run bench [-- NAME [FILE]] [-- --write]: benchmarks side by side. Nothing here asserts anything. */
import { CommandLine } from '../demo/command-line.ts';
import { Stage } from '../demo/stage.ts';
import { bulk } from './bulk.bench.ts';
import { bus } from './bus.bench.ts';
import { codes } from './codes.bench.ts';
import { create } from './create.bench.ts';
import { connections } from './connections.bench.ts';
import { gateway } from './gateway.bench.ts';
import { growth } from './growth/growth.bench.ts';
import { hits } from './hits.bench.ts';
import { l1Memory } from './l1-memory.bench.ts';
import { latency } from './latency.bench.ts';
import { l2 } from './l2.bench.ts';
import { l2Hits } from './l2-hits.bench.ts';
import { l3 } from './l3.bench.ts';
import { l3Hits } from './l3-hits.bench.ts';
import { beginning, circumstances } from './machine.ts';
import { writePage } from './performance-page.file.ts';
import { redirect } from './redirect.bench.ts';
import { asText, type Report } from './report.ts';
import { rigMemory } from './rig-memory.bench.ts';
import { start } from './start.bench.ts';
import { statsQuery } from './stats-query.bench.ts';

/** What the command line gives to single benchmarks. */
interface Given {
  readonly file?: string | undefined;
  readonly against?: string | undefined;
  readonly links?: readonly number[] | undefined;
  readonly rows?: number | undefined;
}

type Bench = (stage: Stage, given: Given) => Promise<Report>;

const BENCHES: Readonly<Record<string, Bench>> = {
  codes,
  redirect: (stage, { against }) => redirect(stage, against),
  create,
  gateway,
  latency,
  connections,
  bulk: (stage, { file }) => bulk(stage, file),
  start,
  'l1-memory': l1Memory,
  l2,
  'l2-hits': l2Hits,
  l3,
  'l3-hits': l3Hits,
  hits,
  bus,
  'rig-memory': rigMemory,
  growth: (stage, { links }) => growth(stage, links),
  'stats-query': (stage, { rows }) => statsQuery(stage, rows),
};

/** They take minutes and gigabytes. */
const BY_NAME_ONLY = ['growth', 'stats-query'];

const HELP = `Benchmarks, ratios side by side. Numbers of one machine: compare them with each other only.

  npm run bench                      all of them, about a quarter of an hour
  npm run bench -- codes             ids, codes, slots and cached copies on one thread
  npm run bench -- create            single creates of many clients, and the commits they share
  npm run bench -- redirect [--against URL]
                                     redirects beside nginx and bare servers, and two workers beside one; URL is a
                                     short link of another server on this machine, to be compared as well
  npm run bench -- gateway           the same through the gateway's nginx
  npm run bench -- latency           how long redirects take at half of what a server can answer
  npm run bench -- connections       10,000 connections that are kept
  npm run bench -- bulk [FILE]       bulk creation, of generated URLs or those of a file
  npm run bench -- start             from the start of the process to the first redirect, and its memory
  npm run bench -- l1-memory         what links in memory weigh
  npm run bench -- l2                redirects by the tier that answers; the second tier beside the shards
  npm run bench -- l2-hits           redirects from the second tier alone, beside a plain Nest one from memory
  npm run bench -- l3                storms of cold codes at the shards, and how few statements they become
  npm run bench -- l3-hits           redirects from the shards alone, beside a bare server with a statement each
  npm run bench -- hits              a million links followed unequally: the shares of the tiers
  npm run bench -- bus               clicks through one stream into Postgres, and where the time goes
  npm run bench -- rig-memory        what the distributed shape on one machine weighs
  npm run bench -- growth [--links 1000000,10000000]
                                     what a link costs while there are more and more of them
  npm run bench -- stats-query [--rows 30000000]
                                     statistics of a link among many rows of rollups
  The last two take minutes, and a gigabyte of disk for a million links or four million rows; they are run by name only.

  --write    also put the results into docs/performance.md
  --help     this page
`;

const OPTIONS = {
  against: { type: 'string' },
  links: { type: 'string' },
  rows: { type: 'string' },
  write: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const line = new CommandLine('npm run bench -- --help');

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values, positionals } = line.parsed(process.argv.slice(2), OPTIONS);
    if (values.help) process.stdout.write(HELP);
    else await runAll(wanted(positionals, values), values.write ?? false);
    return 0;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
}

interface Wanted {
  readonly names: readonly string[];
  readonly given: Given;
}

/** Options of one benchmark each. */
interface Options {
  readonly against?: string | undefined;
  readonly links?: string | undefined;
  readonly rows?: string | undefined;
}

function wanted(words: readonly string[], options: Options): Wanted {
  const [name, file] = words;
  assertTaken(words, options);
  if (name === undefined)
    return { names: Object.keys(BENCHES).filter((one) => !BY_NAME_ONLY.includes(one)), given: {} };
  const { against, rows } = options;
  const links = options.links?.split(',').map(sizeIn);
  return { names: [name], given: { file, against, links, rows: rows ? sizeIn(rows) : undefined } };
}

function assertTaken([name, file, ...others]: readonly string[], { against, links, rows }: Options): void {
  if (name !== undefined && !Object.hasOwn(BENCHES, name))
    throw line.misuse(`no benchmark is called ${name}; there are ${Object.keys(BENCHES).join(', ')}`);
  const owned = [
    [file, 'bulk', 'one benchmark at a time; only bulk takes a file'],
    [others[0], '', 'one benchmark at a time'],
    [against, 'redirect', 'only redirect takes --against'],
    [links, 'growth', 'only growth takes --links'],
    [rows, 'stats-query', 'only stats-query takes --rows'],
  ] as const;
  for (const [value, owner, sentence] of owned)
    if (value !== undefined && name !== owner) throw line.misuse(sentence);
}

function sizeIn(text: string): number {
  if (!/^[1-9]\d{4,8}$/.test(text)) throw line.misuse(`a size is a number from 10000 on, not ${text}`);
  return Number(text);
}

async function runAll({ names, given }: Wanted, isWritten: boolean): Promise<void> {
  const began = beginning(new Date());
  process.stdout.write(`${circumstances(began)}\n`);
  const stage = new Stage();
  stage.clearOnSignals();
  const reports: Report[] = [];
  try {
    for (const name of names) {
      process.stdout.write(`\n== ${name}\n`);
      const report = await BENCHES[name]!(stage, given);
      process.stdout.write(asText(report));
      reports.push(report);
    }
  } finally {
    await stage.clear();
  }
  if (isWritten) process.stdout.write(`\nwritten to ${await writePage(reports, circumstances(began))}\n`);
}
