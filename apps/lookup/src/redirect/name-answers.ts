import { Injectable } from '@nestjs/common';
import type { Verdict } from '@fleetlink/link';
import { ProblemCatalogue, PROBLEM_MEDIA_TYPE, problemBody } from '@fleetlink/problem';
import { statusOfKind } from '@fleetlink/service';
import { errorPage } from '../page/error.page.js';
import { pageHeaders } from '../page/html.js';
import { answerWithBody, type Answer } from './answer.js';

export const nameProblems = new ProblemCatalogue('name', {
  absent: { kind: 'absent', title: 'There is no such link' },
  gone: { kind: 'gone', title: 'This link has ended' },
  blocked: { kind: 'blocked', title: 'This link was taken down' },
});

const details = {
  absent: 'Check the address: a short link is case-sensitive.',
  gone: 'It has expired or was deleted. Its name will not be used again.',
  blocked: 'It was blocked because of where it led.',
} as const;

type Ending = Exclude<Verdict, 'redirect'>;

/**
 * Answers for names that lead nowhere. They are made once and name neither the request nor the link: unknown,
 * disabled and not yet started links answer the same bytes.
 */
@Injectable()
export class NameAnswers {
  private readonly pages = endings(pageOf);
  private readonly problems = endings(problemOf);

  /** @param accept the request's Accept field: who takes HTML gets a page. */
  to(verdict: Ending, accept: string | undefined): Answer {
    return (wantsPage(accept) ? this.pages : this.problems)[verdict];
  }
}

export function wantsPage(accept: string | undefined): boolean {
  return accept?.includes('text/html') === true;
}

function endings(make: (key: Ending) => Answer): Readonly<Record<Ending, Answer>> {
  return { absent: make('absent'), gone: make('gone'), blocked: make('blocked') };
}

function pageOf(key: Ending): Answer {
  const { status, problem } = endingOf(key);
  return answerOf(status, errorPage(problem), pageHeaders);
}

function problemOf(key: Ending): Answer {
  const { status, problem } = endingOf(key);
  return answerOf(status, JSON.stringify(problem), { 'Content-Type': PROBLEM_MEDIA_TYPE });
}

function endingOf(key: Ending) {
  const problem = nameProblems.problem(key, { detail: details[key] });
  const status = statusOfKind[problem.kind];
  return { status, problem: problemBody(problem, { status }) };
}

function answerOf(status: number, body: string, fields: Readonly<Record<string, string>>): Answer {
  return answerWithBody(status, { ...fields, 'Cache-Control': 'no-store' }, body);
}
