import { accessProblems } from '@fleetlink/access';
import { statsProblems } from '@fleetlink/click';
import { aliasFormProblems, createProblems, createTopics, urlProblems } from '@fleetlink/create';
import { aliasProblems, idempotencyProblems, linkProblems } from '@fleetlink/link';
import { lookupTopics, nameProblems } from '@fleetlink/lookup';
import { postgresProblems } from '@fleetlink/postgres';
import { deadlineProblems } from '@fleetlink/problem';
import { redisKeyClasses, redisKeysPage, redisProblems } from '@fleetlink/redis';
import { requestProblems, statusOfKind } from '@fleetlink/service';
import { shardProblems } from '@fleetlink/shard';
import { statsTopics } from '@fleetlink/stats';
import { hpaPlot } from '../deploy/scaling/hpa-plot.ts';
import { capacityPage, capacityPlot } from './capacity-page.ts';
import { limitsPage } from './limits-page.ts';
import { limits } from './limits.ts';
import { problemsPage, type DocumentedCatalogue } from './problems-page.ts';
import { settingsPage } from './settings-page.ts';

export const catalogues: readonly DocumentedCatalogue[] = [
  accessProblems,
  aliasFormProblems,
  aliasProblems,
  createProblems,
  deadlineProblems,
  idempotencyProblems,
  linkProblems,
  nameProblems,
  postgresProblems,
  redisProblems,
  requestProblems,
  shardProblems,
  statsProblems,
  urlProblems,
];

/** The generated documents, by path. */
export const pages: Readonly<Record<string, string>> = {
  'docs/settings.md': settingsPage({ create: createTopics, lookup: lookupTopics, stats: statsTopics }),
  'docs/limits.md': limitsPage(limits),
  'docs/errors.md': problemsPage(catalogues, statusOfKind),
  'docs/capacity.md': capacityPage(),
  'docs/capacity.svg': capacityPlot(),
  'docs/lookup-scaling.svg': hpaPlot(),
  'docs/redis-keys.md': redisKeysPage(redisKeyClasses),
};
