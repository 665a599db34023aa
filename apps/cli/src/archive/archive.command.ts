import { resolve } from 'node:path';
import { LeafArchive } from '@fleetlink/link';
import type { Database } from '@fleetlink/postgres';
import { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import type { Fleet } from '../fleet/fleet.js';
import { askEach, faultRemarks } from '../fleet/shard-survey.js';
import { fleetLayout } from '../partition/partition-list.js';
import { worstOf } from '../terminal/exit-codes.js';
import { examples } from '../terminal/help.js';
import { counted, countText, sizeText } from '../terminal/quantity.js';
import type { Report } from '../terminal/report.js';
import { labelledLines } from '../terminal/table.js';
import { LeafArchiveFile, prepareFolder, type LeafManifest } from './leaf-archive.file.js';

export function archiveCommand(context: CommandContext): Command {
  return new Command('archive')
    .summary('take the rows of archived leaves off the shards, into files')
    .description(
      'Writes every leaf that has left the tree to a compressed file with a manifest, reads the file back, and then ' +
        'keeps nothing of the leaf on its shard but the names, which go on answering "gone". Whenever it is ' +
        'interrupted, running it again ends right.',
    )
    .requiredOption('--to <folder>', 'where the files go; made if it is not there')
    .addHelpText(
      'after',
      examples(['npx fleetlink archive --to /srv/archive', 'daily, to a folder that is backed up']),
    )
    .action(({ to }: { to: string }) =>
      context.reportOn((fleet) => reportArchive(fleet, context.environment, resolve(to))),
    );
}

export async function reportArchive(
  fleet: Fleet,
  environment: CommandContext['environment'],
  folder: string,
): Promise<Report> {
  await prepareFolder(folder);
  const leaves = new LeafArchive(await fleetLayout(fleet, environment));
  const answers = await askEach(fleet, fleet.shardsForSchema, (shard, name) =>
    archiveLeaves(leaves, shard, (leaf) => new LeafArchiveFile(folder, name, leaf)),
  );
  const archived = answers.flatMap(({ value }) => value ?? []);
  const faults = answers.flatMap(({ name, fault }) =>
    fault ? [{ database: name, reason: fault.reason, mend: fault.mend }] : [],
  );
  return {
    document: { archived, faults },
    lines: () => labelledLines(archived.map((manifest) => [manifest.file, summaryOf(manifest)])),
    remarks: [`${counted(archived.length, 'archive')} written to ${folder}`, ...faultRemarks(answers)],
    exitCode: worstOf(answers.flatMap(({ fault }) => fault?.exitCode ?? [])),
  };
}

/** One after another; those that another run is at are its to report. */
export async function archiveLeaves(
  leaves: LeafArchive,
  shard: Database,
  fileOf: (leaf: string) => LeafArchiveFile,
): Promise<LeafManifest[]> {
  const archived: LeafManifest[] = [];
  for (const leaf of await leaves.fullLeaves(shard)) {
    const manifest = await leaves.replaceByNames(shard, leaf, (rows) => fileOf(leaf).keep(rows));
    if (manifest) archived.push(manifest);
  }
  return archived;
}

function summaryOf({ rows, bytes }: LeafManifest): string {
  return `${countText(rows)} rows, ${sizeText(bytes)}`;
}
