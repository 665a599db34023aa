import { accessProblems } from '@fleetlink/access';
import { statsProblems } from '@fleetlink/click';
import { aliasFormProblems, createProblems, createTopics, urlProblems } from '@fleetlink/create';
import { edgeTopics } from '@fleetlink/edge';
import { aliasProblems, idempotencyProblems, linkProblems } from '@fleetlink/link';
import { lookupTopics, nameProblems } from '@fleetlink/lookup';
import { postgresProblems } from '@fleetlink/postgres';
import { deadlineProblems } from '@fleetlink/problem';
import { redisKeyClasses, redisKeysPage, redisProblems } from '@fleetlink/redis';
import { requestProblems, statusOfKind } from '@fleetlink/service';
import { shardProblems } from '@fleetlink/shard';
import { statsTopics } from '@fleetlink/stats';
import { prometheusRule } from '../alerts/prometheus-rule.ts';
import { runbookIndex } from '../alerts/runbook-index.ts';
import { hpaPlot } from '../deploy/scaling/hpa-plot.ts';
import { capacityPage, capacityPlot } from './capacity-page.ts';
import { limitsPage } from './limits-page.ts';
import { limits } from './limits.ts';
import { logSchema } from './log-schema.file.ts';
import { logsPage } from './logs-page.ts';
import { metricsPage } from './metrics-page.ts';
import { problemsPage, type DocumentedCatalogue } from './problems-page.ts';
import { metricsByService, metricsOfNode } from './service-metrics.ts';
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
  'docs/settings.md': settingsPage({
    create: createTopics,
    lookup: lookupTopics,
    stats: statsTopics,
    edge: edgeTopics,
  }),
  'docs/limits.md': limitsPage(limits),
  'docs/logs.md': logsPage(logSchema),
  'docs/errors.md': problemsPage(catalogues, statusOfKind),
  'docs/metrics.md': metricsPage(metricsByService, metricsOfNode()),
  'docs/runbooks/README.md': runbookIndex(),
  'k8s/components/monitoring/rules.yaml': prometheusRule(),
  'docs/capacity.md': capacityPage(),
  'docs/capacity.svg': capacityPlot(),
  'docs/lookup-scaling.svg': hpaPlot(),
  'docs/redis-keys.md': redisKeysPage(redisKeyClasses),
};
