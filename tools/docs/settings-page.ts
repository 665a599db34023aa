/** What the page needs to know of one setting; `@fleetlink/settings` has the whole type. */
interface DocumentedSetting {
  readonly env: string;
  readonly about: string;
  readonly secret: boolean;
  readonly requiredInProduction: boolean;
  readonly refusedInProduction: readonly string[];
  readonly schema: { safeParse(value: unknown): { success: boolean; data?: unknown } };
}

type Topics = Readonly<Record<string, Readonly<Record<string, DocumentedSetting>>>>;

/** docs/settings.md, from the schemas that read the environment. */
export function settingsPage(services: Readonly<Record<string, Topics>>): string {
  const rows = new Map<string, { setting: DocumentedSetting; services: string[]; topic: string }>();
  for (const [service, topics] of Object.entries(services))
    for (const [topic, settings] of Object.entries(topics))
      for (const setting of Object.values(settings)) {
        const row = rows.get(setting.env) ?? { setting, services: [], topic };
        row.services.push(service);
        rows.set(setting.env, row);
      }
  const topics = [...new Set([...rows.values()].map(({ topic }) => topic))];
  return [
    '# Settings',
    '',
    'Environment variables. Each may also be read from the file that `NAME_FILE` names; an empty one counts as unset.',
    'A process that cannot use its settings says everything that is wrong with them and does not start.',
    'This page is written by `npm run docs`.',
    ...topics.flatMap((topic) =>
      section(
        topic,
        [...rows.values()].filter((row) => row.topic === topic),
      ),
    ),
    '',
  ].join('\n');
}

function section(
  topic: string,
  rows: readonly { setting: DocumentedSetting; services: string[] }[],
): string[] {
  return [
    '',
    `## ${topic}`,
    '',
    '| name | default | read by | meaning |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ setting, services }) =>
        `| \`${setting.env}\` | ${defaultOf(setting)} | ${services.join(', ')} | ${setting.about}${notes(setting)} |`,
    ),
  ];
}

function defaultOf({ schema, env }: DocumentedSetting): string {
  // Ports differ from service to service.
  if (env === 'PORT' || env === 'MANAGEMENT_PORT') return 'see README';
  const parsed = schema.safeParse(undefined);
  return parsed.data === undefined ? '–' : shown(parsed.data);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(',') || 'none';
  const named = typeof value === 'object' ? (value as { name?: string }).name : value;
  return `\`${String(named)}\``;
}

function notes({ secret, requiredInProduction, refusedInProduction }: DocumentedSetting): string {
  return [
    secret ? ' Secret.' : '',
    requiredInProduction ? ' Required with `NODE_ENV=production`.' : '',
    refusedInProduction.length > 0
      ? ` \`${refusedInProduction.join('`, `')}\` is refused with \`NODE_ENV=production\`.`
      : '',
  ].join('');
}
