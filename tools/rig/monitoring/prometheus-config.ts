/** Turns docker/monitoring's files into those of the rig: the same jobs, labels and rules at the rig's addresses and pace. */
import { basename, join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { MonitoringPlan } from './monitoring-plan.ts';
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

/** `host:port`, as addresses of production are written. */
const ADDRESS = /^([a-z][a-z0-9-]*):\d+$/;

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

function jobOf({ scrape_interval: _, relabel_configs, ...job }: ScrapeJob, plan: MonitoringPlan): object {
  return {
    ...found(job, plan),
    ...(relabel_configs && {
      relabel_configs: relabel_configs.map(({ replacement, ...rule }) => ({
        ...rule,
        ...(replacement !== undefined && { replacement: addressesIn([replacement], plan)[0] }),
      })),
    }),
  };
}

/** Production asks DNS for its replicas; the rig knows them. */
function found(
  { dns_sd_configs = [], static_configs = [], ...rest }: Discovery,
  plan: MonitoringPlan,
): object {
  return {
    ...rest,
    static_configs: [
      ...dns_sd_configs.map(({ names }) => ({ targets: names.flatMap((name) => plan.addressesOf(name)) })),
      ...static_configs.map(({ targets, ...labels }) => ({ ...labels, targets: addressesIn(targets, plan) })),
    ],
  };
}

/** What is no address stays as it is, such as `$1`. */
function addressesIn(texts: readonly string[], plan: MonitoringPlan): string[] {
  return texts.flatMap((text) => {
    const host = ADDRESS.exec(text)?.[1];
    return host === undefined ? text : plan.addressesOf(host);
  });
}
