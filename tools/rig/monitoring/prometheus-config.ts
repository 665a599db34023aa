/** Turns docker/monitoring's files into those of the rig: the same jobs, labels and rules at the rig's addresses and pace. */
import { basename, join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { MonitoringPlan, Target } from './monitoring-plan.ts';
import { HOLD, INTERVAL } from './pace.ts';

interface PrometheusConfig {
  readonly global: object;
  readonly alerting?: { readonly alertmanagers: readonly Discovery[] };
  readonly rule_files?: readonly string[];
  readonly scrape_configs: readonly ScrapeJob[];
}

interface Discovery {
  readonly dns_sd_configs?: readonly { readonly names: readonly string[] }[];
  readonly static_configs?: readonly { readonly targets: readonly string[]; readonly labels?: object }[];
}

interface ScrapeJob extends Discovery {
  readonly job_name: string;
  readonly scrape_interval?: string;
  readonly relabel_configs?: readonly { readonly replacement?: string }[];
}

interface RuleFile {
  readonly groups: readonly {
    readonly interval?: string;
    readonly rules: readonly { readonly for?: string }[];
  }[];
}

/** `host:port`, as production writes addresses. */
const ADDRESS = /^([a-z][a-z0-9-]*):\d+$/;

/** Ours until relabelling ends: an address of the rig says nothing to whoever reads an alert. */
const NAME_LABEL = '__rig_name';
const NAMING = { source_labels: [NAME_LABEL], target_label: 'instance' };

/** @param rulesFolder where the rig's rules lie. */
export function prometheusConfig(text: string, plan: MonitoringPlan, rulesFolder: string): string {
  const { global, alerting, rule_files, scrape_configs, ...rest } = parse(text) as PrometheusConfig;
  return stringify({
    ...rest,
    global: { ...global, scrape_interval: INTERVAL, scrape_timeout: INTERVAL, evaluation_interval: INTERVAL },
    ...(alerting && {
      alerting: { ...alerting, alertmanagers: alerting.alertmanagers.map((one) => found(one, plan)) },
    }),
    ...(rule_files && { rule_files: rule_files.map((path) => join(rulesFolder, basename(path))) }),
    scrape_configs: scrape_configs.map((job) => jobOf(job, plan)),
  });
}

/** One file of docker/monitoring/rules: nothing but its waits is changed. */
export function hastenedRules(text: string): string {
  const { groups } = parse(text) as RuleFile;
  return stringify({
    groups: groups.map(({ interval: _, rules, ...group }) => ({
      ...group,
      rules: rules.map((rule) => ('for' in rule ? { ...rule, for: HOLD } : rule)),
    })),
  });
}

function jobOf(
  { scrape_interval: _, relabel_configs = [], ...job }: ScrapeJob,
  plan: MonitoringPlan,
): object {
  const relabelled = relabel_configs.map(({ replacement, ...rule }) => ({
    ...rule,
    ...(replacement !== undefined && { replacement: targetsAt(replacement, plan)[0]!.address }),
  }));
  return { ...found(job, plan), relabel_configs: [...relabelled, NAMING] };
}

/** Production asks DNS for its replicas; the rig knows them. */
function found(
  { dns_sd_configs = [], static_configs = [], ...rest }: Discovery,
  plan: MonitoringPlan,
): object {
  const ofNames = dns_sd_configs.flatMap(({ names }) => names.flatMap((name) => plan.targetsOf(name)));
  return {
    ...rest,
    static_configs: [
      ...ofNames.map((target) => named(target)),
      ...static_configs.flatMap(({ targets, labels }) =>
        targets.flatMap((text) => targetsAt(text, plan)).map((target) => named(target, labels)),
      ),
    ],
  };
}

function named({ address, node }: Target, labels = {}): object {
  return { targets: [address], labels: { ...labels, [NAME_LABEL]: node } };
}

/** @throws {RigError} when the rig has nothing there. */
function targetsAt(text: string, plan: MonitoringPlan): readonly Target[] {
  return plan.targetsOf(ADDRESS.exec(text)?.[1] ?? text);
}
