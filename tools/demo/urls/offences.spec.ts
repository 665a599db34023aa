import { describe, expect, it } from '@jest/globals';
import { bulkOffences, redirectOffence } from './offences.ts';

const created = (index: number) => ({ index, status: 201, link: { name: `n${index}`, url: 'https://a/' } });

describe('bulkOffences', () => {
  it('finds nothing where every line has its link', () => {
    expect(bulkOffences(['a', 'b'], [created(0), created(1)])).toEqual({ refused: [], wrong: [] });
  });

  it('tells a refusal from a failure', () => {
    const refusal = { index: 0, status: 422, problem: { code: 'url/scheme', detail: 'Use https.' } };
    const failure = { index: 1, status: 500, problem: { code: 'link/item-failed' } };
    expect(bulkOffences(['ftp://a', 'b'], [refusal, failure])).toEqual({
      refused: [{ where: 'ftp://a', what: '422 url/scheme Use https.' }],
      wrong: [{ where: 'b', what: '500 link/item-failed' }],
    });
  });

  it('misses and doubts answers', () => {
    const { wrong } = bulkOffences(['a', 'b'], [created(1), created(1), created(9)]);
    expect(wrong).toEqual([
      { where: 'a', what: 'no answer' },
      { where: 'b', what: '2 answers' },
      { where: 'index 9', what: 'no such line was sent' },
    ]);
  });
});

describe('redirectOffence', () => {
  const answer = (status: number, location?: string) => ({
    status,
    location,
    headers: {},
    body: 'reset',
    ms: 1,
  });

  it('wants the href of the URL standard, to the byte', () => {
    expect(redirectOffence('https://EXAMPLE.com', 'n', answer(302, 'https://example.com/'))).toBeUndefined();
    expect(
      redirectOffence('https://a.example/ü', 'n', answer(302, 'https://a.example/%C3%BC')),
    ).toBeUndefined();
    expect(redirectOffence('https://a.example/', 'n', answer(302, 'https://a.example'))?.what).toBe(
      '/n answers 302 https://a.example, expected 302 https://a.example/',
    );
  });

  it.each([301, 307, 404, 503])('takes no %i for a 302', (status) => {
    expect(redirectOffence('https://a.example/', 'n', answer(status, 'https://a.example/'))).toBeDefined();
  });

  it('tells a broken connection', () => {
    expect(redirectOffence('https://a.example/', 'n', answer(0))?.what).toBe('/n is not answered: reset');
  });
});
