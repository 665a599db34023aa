/** npm run bench [-- NAME [FILE]] [-- --write]: benchmarks side by side. Nothing here asserts anything. */
import { parseArgs } from 'node:util';
import { DemoFault } from '../demo/demo-fault.ts';
import { Stage } from '../demo/stage.ts';
import { bulk } from './bulk.bench.ts';
import { bus } from './bus.bench.ts';
import { codes } from './codes.bench.ts';
import { create } from './create.bench.ts';
import { hits } from './hits.bench.ts';
import { l2 } from './l2.bench.ts';
import { l3 } from './l3.bench.ts';
import { circumstances } from './machine.ts';
import { writePage } from './performance-page.file.ts';
import { redirect } from './redirect.bench.ts';
import { asText, type Report } from './report.ts';
import { rigMemory } from './rig-memory.bench.ts';
import { start } from './start.bench.ts';

type Bench = (stage: Stage, file: string | undefined) => Promise<Report>;

const BENCHES: Readonly<Record<string, Bench>> = {
  codes,
  redirect,
  create,
  bulk,
  start,
  l2,
  l3,
  hits,
  bus,
  'rig-memory': rigMemory,
};

const HELP = `Benchmarks, ratios side by side. Numbers of one machine: compare them with each other only.

  npm run bench                      all of them, about ten minutes
  npm run bench -- codes             ids and codes on one thread
  npm run bench -- redirect          redirects beside a bare node:http server
  npm run bench -- create            single creates of many clients, and the commits they share
  npm run bench -- bulk [FILE]       bulk creation, of generated URLs or those of a file
  npm run bench -- start             from the start of the process to the first redirect, and its memory
  npm run bench -- l2                redirects by the tier that answers; the second tier beside the shards
  npm run bench -- l3                storms of cold codes, and how few statements they become
  npm run bench -- hits              a million links followed unequally: the shares of the tiers
  npm run bench -- bus               clicks through one stream into Postgres, and where the time goes
  npm run bench -- rig-memory        what the distributed shape on one machine weighs

  --write    also put the results into docs/performance.md
  --help     this page
`;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      options: { write: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (values.help) process.stdout.write(HELP);
    else await runAll(wanted(positionals), values.write ?? false);
    return 0;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
}

interface Wanted {
  readonly names: readonly string[];
  readonly file: string | undefined;
}

function wanted([name, file, ...others]: readonly string[]): Wanted {
  if (name === undefined) return { names: Object.keys(BENCHES), file: undefined };
  if (!(name in BENCHES))
    throw new DemoFault(`no benchmark is called ${name}; there are ${Object.keys(BENCHES).join(', ')}`);
  if (others.length > 0 || (file !== undefined && name !== 'bulk'))
    throw new DemoFault('one benchmark at a time; only bulk takes a file');
  return { names: [name], file };
}

async function runAll({ names, file }: Wanted, isWritten: boolean): Promise<void> {
  const where = circumstances(new Date());
  process.stdout.write(`${where}\n`);
  const stage = new Stage();
  stage.clearOnSignals();
  const reports: Report[] = [];
  try {
    for (const name of names) {
      process.stdout.write(`\n== ${name}\n`);
      const report = await BENCHES[name]!(stage, file);
      process.stdout.write(asText(report));
      reports.push(report);
    }
  } finally {
    await stage.clear();
  }
  if (isWritten) process.stdout.write(`\nwritten to ${await writePage(reports, where)}\n`);
}
