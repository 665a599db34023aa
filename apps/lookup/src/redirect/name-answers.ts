import { Injectable } from '@nestjs/common';
import type { Verdict } from '@fleetlink/link';
import { ProblemCatalogue, PROBLEM_MEDIA_TYPE, problemBody } from '@fleetlink/problem';
import { statusOfKind } from '@fleetlink/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorPage } from '../page/error.page.js';
import { pageHeaders } from '../page/html.js';

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

interface Answer {
  readonly status: number;
  readonly json: string;
  readonly html: string;
}

/**
 * Answers for names that lead nowhere. They are made once and name neither the request nor the link: unknown,
 * disabled and not yet started links answer the same bytes.
 */
@Injectable()
export class NameAnswers {
  private readonly answers: Readonly<Record<Exclude<Verdict, 'redirect'>, Answer>> = {
    absent: answerOf('absent'),
    gone: answerOf('gone'),
    blocked: answerOf('blocked'),
  };

  send(verdict: Exclude<Verdict, 'redirect'>, request: FastifyRequest, reply: FastifyReply): void {
    const { status, json, html } = this.answers[verdict];
    const wantsPage = request.headers.accept?.includes('text/html') === true;
    void reply
      .code(status)
      .headers(wantsPage ? pageHeaders : { 'Content-Type': PROBLEM_MEDIA_TYPE })
      .header('Cache-Control', 'no-store')
      .serializer((text: string) => text)
      .send(wantsPage ? html : json);
  }
}

function answerOf(key: Exclude<Verdict, 'redirect'>): Answer {
  const problem = nameProblems.problem(key, { detail: details[key] });
  const status = statusOfKind[problem.kind];
  const body = problemBody(problem, { status });
  return { status, json: JSON.stringify(body), html: errorPage(body) };
}
