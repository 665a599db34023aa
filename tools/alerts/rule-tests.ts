/** docker/monitoring/rules/tests: shows each alert to fire, and to be silent before. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { alertsIn, RULES_FOLDER } from './alert-rules.ts';

interface AlertTest {
  readonly alertname: string;
  readonly exp_alerts: readonly unknown[];
}

interface TestFile {
  readonly tests: readonly { readonly alert_rule_test: readonly AlertTest[] }[];
}

export function testFiles(folder = RULES_FOLDER): string[] {
  return globSync('tests/*.test.yml', { cwd: folder })
    .toSorted()
    .map((file) => join(folder, file));
}

export function untestedAlerts(folder = RULES_FOLDER): string[] {
  const tests = testFiles(folder).flatMap(testsIn);
  const isShown = (alert: string, fires: boolean) =>
    tests.some(({ alertname, exp_alerts }) => alertname === alert && exp_alerts.length > 0 === fires);
  return alertsIn(folder).flatMap(({ alert }) => [
    ...(isShown(alert, true) ? [] : [`${alert}: no test shows it to fire`]),
    ...(isShown(alert, false) ? [] : [`${alert}: no test shows it to be silent`]),
  ]);
}

function testsIn(file: string): AlertTest[] {
  const { tests } = parse(readFileSync(file, 'utf8')) as TestFile;
  return tests.flatMap(({ alert_rule_test: ofAlerts }) => ofAlerts);
}
