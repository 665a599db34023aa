type Json = Readonly<Record<string, unknown>>;

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Json) => ({ content: { 'application/json': { schema } } });
const answer = (description: string, schema?: Json): Json => ({ description, ...(schema && json(schema)) });
const body = (schema: Json) => ({ required: true, ...json(schema) });
const problem = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

const nameParameter = { name: 'name', in: 'path', required: true, schema: { type: 'string' } };
const query = (name: string, schema: Json, description: string) => ({
  name,
  in: 'query',
  schema,
  description,
});
const text = { type: 'string' };
const number = { type: 'integer' };
const list = (schema: Json) => ({ type: 'array', items: schema });

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  schema: text,
  description: 'For 24 hours the same key and body give the same link; another body is a conflict.',
};

const common = {
  '401': problem('The key is wrong.'),
  '403': problem('The key lacks a scope.'),
  '503': problem('Try again.'),
};
const named = {
  ...common,
  '404': problem('There is no such link of yours.'),
  '410': problem('It was deleted.'),
};

export const paths: Json = {
  '/api/v1/links': {
    post: {
      summary: 'Shorten a URL',
      parameters: [idempotencyKey],
      requestBody: body(ref('NewLink')),
      responses: {
        '201': answer('The link.', ref('Link')),
        '409': problem('The alias is taken, or the key was used with another body.'),
        '413': problem('The body is longer than 16 KB.'),
        '422': problem('A field breaks a rule.'),
        ...common,
      },
    },
    get: {
      summary: 'List your links, newest first',
      parameters: [
        query('cursor', text, 'nextCursor of the page before.'),
        query('limit', number, '1 to 100; 25 by default.'),
        query('q', text, 'Part of a name, title or URL.'),
        query('tag', text, 'A tag the link must have.'),
      ],
      responses: {
        '200': answer('A page.', {
          type: 'object',
          properties: { links: list(ref('Link')), nextCursor: { type: ['string', 'null'] } },
        }),
        '422': problem('A query field breaks a rule.'),
        ...common,
      },
    },
  },
  '/api/v1/links/bulk': {
    post: {
      summary: 'Shorten many URLs, each for itself',
      parameters: [idempotencyKey],
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: { ...list(ref('NewLink')), maxItems: 10_000 } },
          'application/x-ndjson': {
            schema: { ...ref('NewLink'), description: 'One link a line, without a limit.' },
          },
        },
      },
      responses: {
        '200': {
          description: 'A result per item, in their order, as an array or as NDJSON.',
          content: {
            'application/json': { schema: list(ref('BulkResult')) },
            'application/x-ndjson': { schema: ref('BulkResult') },
          },
        },
        '413': problem('More than 10,000 items or 32 MB.'),
        '422': problem('Not an array of links.'),
        ...common,
      },
    },
  },
  '/api/v1/links/{name}': {
    parameters: [nameParameter],
    get: { summary: 'Read a link', responses: { '200': answer('The link.', ref('Link')), ...named } },
    patch: {
      summary: 'Change a link',
      parameters: [
        { name: 'If-Match', in: 'header', schema: text, description: 'The version that you read.' },
      ],
      requestBody: body(ref('LinkEdit')),
      responses: {
        '200': answer('The link as it is now.', ref('Link')),
        '412': problem('It was changed meanwhile.'),
        '422': problem('A field breaks a rule.'),
        ...named,
      },
    },
    delete: {
      summary: 'Delete a link; its name answers 410 for ever',
      responses: { '204': answer('Done.'), ...named },
    },
  },
  '/api/v1/links/{name}/stats': {
    parameters: [nameParameter],
    get: {
      summary: 'Clicks on a link',
      parameters: [
        query('from', text, 'RFC 3339; 30 days ago by default.'),
        query('to', text, 'RFC 3339; now by default.'),
        query('bucket', { enum: ['minute', 'hour', 'day', 'month'] }, 'Width of a point of the series.'),
        query('tz', text, 'IANA time zone; UTC by default.'),
      ],
      responses: {
        '200': answer('Counts.', ref('LinkStats')),
        '422': problem('A query field breaks a rule.'),
        ...named,
      },
    },
  },
  '/api/v1/stats/summary': {
    get: {
      summary: 'Clicks on all your links',
      responses: {
        '200': answer('Totals.', {
          type: 'object',
          properties: { clicks: number, bots: number, asOf: { type: 'string', format: 'date-time' } },
        }),
        ...common,
      },
    },
  },
  '/api/v1/admin/blocks': {
    post: {
      summary: 'Take a link down (scope admin)',
      requestBody: body({
        type: 'object',
        required: ['name', 'reason'],
        properties: { name: text, reason: text },
      }),
      responses: {
        '201': answer('It answers 451 within two seconds.'),
        '422': problem('A field breaks a rule.'),
        ...named,
      },
    },
  },
  '/api/v1/keys': {
    post: {
      summary: 'Make an API key; the secret is shown once',
      requestBody: body({
        type: 'object',
        required: ['name', 'scopes'],
        properties: { name: text, scopes: list(text), expiresAt: { type: 'string', format: 'date-time' } },
      }),
      responses: {
        '201': answer('The key with its secret.', ref('Key')),
        '422': problem('A field breaks a rule.'),
        ...common,
      },
    },
    get: {
      summary: 'List your API keys',
      responses: { '200': answer('Keys.', list(ref('Key'))), ...common },
    },
  },
  '/api/v1/keys/{id}': {
    parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
    delete: {
      summary: 'Revoke an API key',
      responses: { '204': answer('Done.'), '404': problem('No such key.'), ...common },
    },
  },
};
