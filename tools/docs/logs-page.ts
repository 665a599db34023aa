/** docs/logs.md, from the schema that log lines are tested against. */

interface Field {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
}

interface Kind extends Field {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Field>>;
}

export interface DescribedLogs {
  readonly definitions: Readonly<Record<string, Field>>;
}

const KINDS = { service: 'Services', access: 'Gateway' };

export function logsPage(schema: DescribedLogs): string {
  return [
    '# Logs',
    '',
    'Services and the gateway write one JSON object a line to standard output. `docs/log.schema.json` says which fields there',
    'are; tests hold it against the lines of running processes. This page is written by `npm run docs`.',
    '',
    'API keys are cut to their id. Passwords, `Authorization`, cookies, passwords in addresses of servers and all that follows',
    'the `?` of a URL are replaced by `[redacted]`. Clients are told by their network, never by their address.',
    ...Object.entries(KINDS).flatMap(([kind, title]) =>
      section(title, schema, schema.definitions[kind] as Kind),
    ),
    '',
    '## Searching them',
    '',
    '`docker/monitoring/fluent-bit.yml` ships them to Elasticsearch, an index a day. `docker/monitoring/elasticsearch/install.sh`',
    'tells it once how to index them (the same fields; whatever is in `facts` is one field) and when they go: read-only and',
    'without replica after 2 days, deleted after 14. `npm run deploy:check` compares index and schema.',
    '',
  ].join('\n');
}

function section(title: string, { definitions }: DescribedLogs, kind: Kind): string[] {
  return [
    '',
    `## ${title}`,
    '',
    `${kind.description}.`,
    '',
    '| field | always | is |',
    '| --- | --- | --- |',
    ...Object.entries(kind.properties).map(([name, field]) => {
      const { description = '', enum: values = [] } = resolved(definitions, field);
      const listed = values.filter((value) => value !== '').map((value) => `\`${value}\``);
      const among = listed.length > 0 ? `: ${listed.join(', ')}` : '';
      return `| \`${name}\` | ${kind.required.includes(name) ? 'yes' : ''} | ${description}${among} |`;
    }),
  ];
}

function resolved(definitions: DescribedLogs['definitions'], field: Field): Field {
  return field.$ref === undefined ? field : definitions[field.$ref.split('/').at(-1)!]!;
}
