/** What the rules of docker/monitoring say of their alerts and of the series that they record. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../test/program.ts';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly annotations?: { readonly runbook_url?: string };
}

const RULES = join(ROOT, 'docker/monitoring/rules');

export class Rules {
  readonly #rules: readonly Rule[];

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
  }

  static read(): Rules {
    const files = globSync('*.yml', { cwd: RULES }).map((file) => join(RULES, file));
    const parsed = files.map((file) => parse(readFileSync(file, 'utf8')) as { groups: { rules: Rule[] }[] });
    return new Rules(parsed.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules)));
  }

  /** @throws when no rule has such an alert: the panel's link would lead nowhere. */
  runbookOf(alert: string): string {
    const url = this.#rules.find((rule) => rule.alert === alert)?.annotations?.runbook_url;
    if (url === undefined)
      throw new Error(`no rule of docker/monitoring/rules has an alert ${alert} with a runbook`);
    return url;
  }

  /** Names of the series that Prometheus records. */
  get recorded(): string[] {
    return this.#rules.flatMap(({ record }) => record ?? []);
  }
}
