import { describe, expect, it } from '@jest/globals';
import { problemBody } from './problem-body.js';
import { ProblemCatalogue } from './problem.js';

const catalogue = new ProblemCatalogue('cup', { cracked: { kind: 'gone', title: 'The cup is cracked' } });

describe('a problem', () => {
  it('carries its kind, its stable code and words that may be shown', () => {
    const problem = catalogue.problem('cracked', {
      detail: 'Cup 7 has a crack.',
      cause: new Error('secret'),
    });
    expect(problem).toMatchObject({ kind: 'gone', code: 'cup/cracked', message: 'Cup 7 has a crack.' });
  });

  it('becomes an RFC 9457 body without its cause and without empty members', () => {
    const problem = catalogue.problem('cracked', {
      detail: 'Cup 7 has a crack.',
      cause: new Error('secret'),
    });
    expect(problemBody(problem, { status: 410, instance: '/cups/7' })).toEqual({
      type: 'urn:fleetlink:problem:cup/cracked',
      title: 'The cup is cracked',
      status: 410,
      detail: 'Cup 7 has a crack.',
      code: 'cup/cracked',
      instance: '/cups/7',
    });
  });

  it('lists the broken rules of an input', () => {
    const errors = [{ pointer: '/url', rule: 'url/scheme', message: 'Use http or https.' }];
    const body = problemBody(catalogue.problem('cracked', { detail: 'x', errors }), {
      status: 422,
      requestId: 'r',
    });
    expect(body).toMatchObject({ errors, requestId: 'r' });
  });
});
