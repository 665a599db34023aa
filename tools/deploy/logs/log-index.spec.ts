import { describe, expect, it } from '@jest/globals';
import { check } from '../checks/logs.check.ts';
import { lifecycleFaults } from './log-lifecycle.ts';
import { mappingFaults, type LogSchema } from './log-mapping.ts';

const text = { type: 'string' };
const error = { type: 'object', properties: { code: text, cause: { $ref: '#/definitions/error' } } };
const schema: LogSchema = {
  oneOf: [{ $ref: '#/definitions/line' }, { type: 'object', properties: { status: { type: 'integer' } } }],
  definitions: {
    error,
    line: {
      type: 'object',
      properties: {
        time: { type: 'string', format: 'date-time' },
        level: { enum: ['info'] },
        err: { $ref: '#/definitions/error' },
      },
    },
  },
};

const fitting = {
  '@timestamp': { type: 'date' },
  time: { type: 'date' },
  level: { type: 'keyword' },
  status: { type: 'short' },
  err: { properties: { code: { type: 'keyword' }, cause: { type: 'object' } } },
};

const faultsOf = (properties: object, dynamic: unknown = false) =>
  mappingFaults(schema, { template: { mappings: { dynamic, properties: properties as typeof fitting } } });

it('logs are indexed as they are written', async () => {
  expect((await check.run({ overlays: [], crdFolder: undefined })).faults).toEqual([]);
});

describe('the check of the index of logs', () => {
  it('lets a mapping pass that fits', () => {
    expect(faultsOf(fitting)).toEqual([]);
  });

  it.each<readonly [fault: string, properties: object, dynamic?: unknown]>([
    ['level is written and not mapped', { ...fitting, level: undefined }],
    [
      'err.code is written and not mapped',
      { ...fitting, err: { properties: { cause: { type: 'object' } } } },
    ],
    ['user is mapped and never written', { ...fitting, user: { type: 'keyword' } }],
    ['status is a integer, and mapped as keyword', { ...fitting, status: { type: 'keyword' } }],
    ['time is a date, and mapped as text', { ...fitting, time: { type: 'text' } }],
    ['@timestamp is written and not mapped', { ...fitting, '@timestamp': undefined }],
    ['the mapping would grow with whatever is logged', fitting, true],
  ])('sees that %s', (fault, properties, dynamic = false) => {
    const given = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
    expect(faultsOf(given, dynamic)).toEqual([fault]);
  });
});

describe('the check of the life of logs', () => {
  const phase = (min_age: string, actions: object = {}) => ({ min_age, actions: { ...actions } });
  const phases = { hot: phase('0ms'), warm: phase('2d'), delete: phase('14d', { delete: {} }) };

  it('lets pass what ends', () => {
    expect(lifecycleFaults({ policy: { phases } })).toEqual([]);
  });

  it.each([
    ['the phases are hot, warm, not hot, warm, delete', { hot: phases.hot, warm: phases.warm }],
    ['a phase does not come after the one before it', { ...phases, warm: phase('20d') }],
    ['a phase does not come after the one before it', { ...phases, warm: phase('soon') }],
    ['nothing is ever deleted', { ...phases, delete: phase('14d') }],
  ])('sees that %s', (fault, given) => {
    expect(lifecycleFaults({ policy: { phases: given } })).toEqual([fault]);
  });
});
