import { resolve } from 'node:path';
import { readSettings, type Environment } from '@fleetlink/settings';
import { ownedRanges, SlotMap } from '@fleetlink/shard';
import { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import type { Fleet } from '../fleet/fleet.js';
import { fleetTopics } from '../fleet/fleet.settings.js';
import { recordedDeployment } from '../fleet/recorded-deployment.store.js';
import { askEach, faultRemarks, lastKnownRanges, slotMapOf } from '../fleet/shard-survey.js';
import { worstOf } from '../terminal/exit-codes.js';
import { examples } from '../terminal/help.js';
import type { Report } from '../terminal/report.js';
import { fleetCipher } from './code-key.js';
import { explanationLines } from './explanation-lines.js';
import { askForNames, nameFacts, notAsked, type NameExplanation } from './name-explainer.js';
import { nameIn } from './name-text.js';

export function codeCommand(context: CommandContext): Command {
  const { environment } = context;
  return new Command('code')
    .summary('what a name is: id, time, worker, slot, shard, and whether it is stored')
    .description(
      'Explains names of links. A code spells the id of its link, and the id its moment, worker and leaf; a text ' +
        'that spells none can only be an alias, and the answer says why. Then the shard is asked whether the name ' +
        'is stored. Short links may be given whole. Put -- before a name that starts with a dash.',
    )
    .argument('<name...>', 'names or short links')
    .option('--offline', 'ask no database: no word on whether the name is stored')
    .addHelpText(
      'after',
      examples(
        ['npx fleetlink code spring-sale', 'an alias: its shard, and the link that it belongs to'],
        ['npx fleetlink code https://go.example.com/4kQz81xWbN --offline', 'what the code tells by itself'],
      ),
    )
    .action((texts: readonly string[], { offline }: { offline?: true }) => {
      const names = texts.map(nameIn);
      return offline
        ? context.report(() => reportOffline(names, environment))
        : context.reportOn((fleet) => reportNames(names, fleet, environment));
    });
}

export function reportOffline(names: readonly string[], environment: Environment): Report {
  const dataDir = resolve(readSettings({ folder: fleetTopics.folder }, environment).folder.dataDir);
  const deployment = undefined;
  const cipher = fleetCipher({ environment, dataDir, deployment });
  const map = new SlotMap(lastKnownRanges(dataDir));
  const knowledge = { cipher, map, nowMs: Date.now(), deployment };
  return explained(names.map((name) => notAsked(nameFacts(name, knowledge))));
}

export async function reportNames(
  names: readonly string[],
  fleet: Fleet,
  environment: Environment,
): Promise<Report> {
  const survey = await askEach(fleet, fleet.shards, async (database, shard) => ({
    ranges: await ownedRanges(shard, database),
    deployment: await recordedDeployment(database),
  }));
  const deployment = survey.find(({ value }) => value?.deployment)?.value?.deployment;
  const cipher = fleetCipher({ environment, dataDir: fleet.dataDir, deployment });
  const map = slotMapOf(survey, lastKnownRanges(fleet.dataDir));
  const facts = names.map((name) => nameFacts(name, { cipher, map, nowMs: Date.now(), deployment }));
  const needed = new Set(facts.map(({ shard }) => shard));
  const remarks = faultRemarks(survey.filter(({ name }) => needed.has(name)));
  return explained(await askForNames(fleet, cipher, facts, survey), remarks);
}

function explained(names: readonly NameExplanation[], remarks: readonly string[] = []): Report {
  return {
    document: { names: names.map(documented) },
    lines: (paint) => names.flatMap((name) => explanationLines(name, paint)),
    remarks,
    exitCode: worstOf(names.flatMap(({ stored }) => (stored.as === 'unknown' ? stored.exitCode : []))),
  };
}

/** The exit code of the whole is told by the process. */
function documented({ stored, ...facts }: NameExplanation) {
  if (stored.as !== 'unknown') return { ...facts, stored };
  return { ...facts, stored: { as: stored.as, reason: stored.reason } };
}
