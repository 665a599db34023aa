import { z } from 'zod';
import { editLinkSchema, shortenLinkSchema } from '../shorten/shorten-link.schema.js';

type Json = Readonly<Record<string, unknown>>;

const time = { type: 'string', format: 'date-time' } as const;
const nullable = (type: string, more: Json = {}) => ({ type: [type, 'null'], ...more });

const link: Json = {
  type: 'object',
  required: ['id', 'name', 'code', 'alias', 'url', 'shortUrl', 'state', 'createdAt', 'version'],
  properties: {
    id: { type: 'string', description: 'Snowflake id as decimal text.', example: '117440512000000001' },
    name: { type: 'string', description: 'What follows the slash: the alias, or else the code.' },
    code: nullable('string', { description: 'Null for a link with an alias.' }),
    alias: nullable('string'),
    url: { type: 'string', format: 'uri', description: 'WHATWG href: exactly what Location says.' },
    shortUrl: { type: 'string', format: 'uri' },
    title: nullable('string'),
    tags: { type: 'array', items: { type: 'string' } },
    redirectStatus: { type: 'integer', enum: [301, 302, 307, 308] },
    state: { type: 'string', enum: ['active', 'disabled', 'blocked', 'expired'] },
    createdAt: time,
    expiresAt: nullable('string', { format: 'date-time' }),
    version: { type: 'integer', minimum: 1, description: 'Also the ETag; send it as If-Match.' },
    clicks: nullable('integer', { description: 'Null while the statistics are away.' }),
    warnings: { type: 'array', items: { type: 'string', enum: ['idn-mixed', 'resolves-private'] } },
  },
};

const problem: Json = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'Stable, such as `url/scheme` or `alias/taken`.' },
    instance: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          pointer: {
            type: 'string',
            description: 'RFC 6901 pointer, `?name` of a query or `#name` of a field.',
          },
          rule: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
  },
};

const counted: Json = {
  type: 'array',
  items: { type: 'object', properties: { value: { type: 'string' }, clicks: { type: 'integer' } } },
};

const stats: Json = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    clicks: { type: 'integer' },
    bots: { type: 'integer' },
    uniques: { type: 'integer', description: 'Distinct visitors per UTC day, summed: visitor-days.' },
    series: {
      type: 'array',
      items: { type: 'object', properties: { at: time, clicks: { type: 'integer' } } },
    },
    countries: counted,
    referrers: counted,
    languages: counted,
  },
};

const key: Json = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    name: { type: 'string' },
    scopes: {
      type: 'array',
      items: { type: 'string', enum: ['links:read', 'links:write', 'stats:read', 'admin'] },
    },
    createdAt: time,
    expiresAt: nullable('string', { format: 'date-time' }),
    revokedAt: nullable('string', { format: 'date-time' }),
  },
};

export const schemas: Json = {
  Link: link,
  NewLink: z.toJSONSchema(shortenLinkSchema, { io: 'input', target: 'draft-2020-12' }),
  LinkEdit: z.toJSONSchema(editLinkSchema, { io: 'input', target: 'draft-2020-12' }),
  BulkResult: {
    type: 'object',
    properties: {
      index: { type: 'integer' },
      status: { type: 'integer' },
      link: { $ref: '#/components/schemas/Link' },
      problem: { $ref: '#/components/schemas/Problem' },
    },
  },
  LinkStats: stats,
  Key: key,
  Problem: problem,
};
