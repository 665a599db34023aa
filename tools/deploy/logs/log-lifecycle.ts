/** Whether logs go when docs/logs.md says so. */

interface Phase {
  readonly min_age: string;
  readonly actions: Readonly<Record<string, unknown>>;
}

export interface Lifecycle {
  readonly policy: { readonly phases: Readonly<Record<string, Phase>> };
}

const PHASES = ['hot', 'warm', 'delete'];

const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Hot, warm and gone, in this order, and gone means deleted. */
export function lifecycleFaults({ policy: { phases } }: Lifecycle): string[] {
  const names = Object.keys(phases);
  if (names.join() !== PHASES.join()) return [`the phases are ${names.join(', ')}, not ${PHASES.join(', ')}`];
  const ages = PHASES.map((name) => milliseconds(phases[name]!.min_age));
  const faults = ages.some((age, index) => index > 0 && !(age > ages[index - 1]!))
    ? ['a phase does not come after the one before it']
    : [];
  return 'delete' in phases['delete']!.actions ? faults : [...faults, 'nothing is ever deleted'];
}

function milliseconds(age: string): number {
  const [, count, unit = ''] = /^(\d+)([a-z]+)$/.exec(age) ?? [];
  return Number(count) * (MILLISECONDS[unit] ?? NaN);
}
