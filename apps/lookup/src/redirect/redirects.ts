import { Inject, Injectable } from '@nestjs/common';
import { EDGE_FIELD, edgeField } from '@fleetlink/click';
import { LinkResolver, verdictOf, type LinkTarget } from '@fleetlink/link';
import { ProblemAnswers, requestIdFrom } from '@fleetlink/service';
import { LookupOptions } from '../lookup.settings.js';
import { answerWithBody, type Answer, type NameRequest } from './answer.js';
import { cacheControl } from './cache-control.js';
import { NameAnswers } from './name-answers.js';
import { RedirectClicks } from './redirect-clicks.js';

/** Follows names: what a GET or HEAD of one is answered with. Route, request event and socket all end here. */
@Injectable()
export class Redirects {
  constructor(
    private readonly resolver: LinkResolver,
    private readonly answers: NameAnswers,
    private readonly clicks: RedirectClicks,
    private readonly problems: ProblemAnswers,
    @Inject(LookupOptions) private readonly options: LookupOptions,
  ) {}

  /** At once when the name is known here. A link that could not be read is an answer too, never a rejection. */
  answer(request: NameRequest): Answer | Promise<Answer> {
    const { name, atMs } = request;
    const found = name === undefined ? undefined : this.find(name, atMs);
    if (!(found instanceof Promise)) return this.answerFor(found, request);
    return found.then(
      (target) => this.answerFor(target, request),
      (error: unknown) => this.problemFor(error, request),
    );
  }

  /** The link in whatever state. See `LinkResolver.resolve`. */
  find(name: string, nowMs: number): LinkTarget | undefined | Promise<LinkTarget | undefined> {
    return this.resolver.resolve(name, nowMs);
  }

  answerFor(target: LinkTarget | undefined, { atMs, fields }: NameRequest): Answer {
    const verdict = target ? verdictOf(target, atMs) : 'absent';
    if (!target || verdict !== 'redirect') return this.answers.to(verdict as 'absent', fields.accept);
    const { edgeCacheSeconds } = this.options.redirect;
    const caching = cacheControl(target, atMs, edgeCacheSeconds);
    const head = ['location', target.url, 'cache-control', caching, 'content-length', '0'];
    if (edgeCacheSeconds > 0) head.push(EDGE_FIELD, edgeField(target));
    return { status: target.redirectStatus, head, body: '', target };
  }

  /** Counts the click of an answer that is on its way. */
  record({ target }: Answer, { method, atMs, socket, fields }: NameRequest): void {
    if (target && method === 'GET') this.clicks.record(target, atMs, socket, fields);
  }

  private problemFor(error: unknown, { method, url, fields }: NameRequest): Answer {
    const requestId = requestIdFrom(fields.requestId);
    const problem = this.problems.answerTo(error, {
      method,
      url,
      accept: fields.accept,
      requestId,
      traceparent: fields.traceparent,
    });
    return answerWithBody(problem.status, problem.fields, problem.body);
  }
}
