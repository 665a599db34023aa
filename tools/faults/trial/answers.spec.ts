import { expect, test } from '@jest/globals';
import { Answers, percent } from './answers.ts';

const url = 'https://example.com/';
const answer = (status: number, location?: string, ms = 1) => ({
  status,
  location,
  headers: {},
  body: '',
  ms,
});

function broken(...given: ReturnType<typeof answer>[]): string[] {
  const answers = new Answers();
  for (const one of given) answers.add(one, url);
  return answers.neverAllowed().flatMap(([isSo, offence]) => (isSo ? [offence] : []));
}

test('a redirect to where the link leads and a 503 are allowed', () => {
  expect(broken(answer(302, url), answer(503))).toEqual([]);
});

test('a wrong redirect, a 404, anything else and silence are not', () => {
  expect(broken(answer(302, `${url}?`))).toEqual(['1 redirects led somewhere else']);
  expect(broken(answer(404))).toEqual(['1 answers were 404 although the link is there']);
  expect(broken(answer(500), answer(0))).toEqual(['there were answers with status 500, 0']);
  expect(broken()).toEqual(['nothing was asked for']);
});

test('availability and times are of all answers', () => {
  const answers = new Answers();
  for (let ms = 1; ms <= 100; ms += 1)
    answers.add(ms % 4 === 0 ? answer(503, undefined, ms) : answer(302, url, ms), url);
  expect([percent(answers.availability), answers.slowest(0.99), answers.slowest(1)]).toEqual([
    '75.00 %',
    99,
    100,
  ]);
});
