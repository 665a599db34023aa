/** The rules of docker/monitoring/rules, as the checks see them. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../test/program.ts';

export const RULES_FOLDER = join(ROOT, 'docker/monitoring/rules');

export interface Rule {
  readonly expr: string;
  /** Of what is recorded. */
  readonly record?: string;
  readonly alert?: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Alert extends Rule {
  readonly alert: string;
}

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

export function ruleFiles(folder = RULES_FOLDER): string[] {
  return globSync('*.yml', { cwd: folder })
    .toSorted()
    .map((file) => join(folder, file));
}

export function ruleGroups(folder = RULES_FOLDER): RuleFile['groups'] {
  return ruleFiles(folder).flatMap((file) => (parse(readFileSync(file, 'utf8')) as RuleFile).groups);
}

export function rulesIn(folder = RULES_FOLDER): Rule[] {
  return ruleGroups(folder).flatMap(({ rules }) => rules);
}

export function alertsIn(folder = RULES_FOLDER): Alert[] {
  return rulesIn(folder).filter((rule): rule is Alert => rule.alert !== undefined);
}

/** `PoolBusy` -> `pool-busy`, as its page is called. */
export function pageName(alert: string): string {
  return alert.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
