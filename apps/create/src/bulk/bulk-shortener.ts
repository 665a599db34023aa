import { Injectable } from '@nestjs/common';
import type { CallerIdentity } from '@fleetlink/access';
import { LinkShortener } from '@fleetlink/link';
import { Problem, problemBody, type ProblemBody } from '@fleetlink/problem';
import { parseStrictJson, RequestDeadline, ServiceLog, statusOfKind, validateBody } from '@fleetlink/service';
import { createProblems } from '../create.errors.js';
import type { LinkBody } from '../link-body/link-body.js';
import { LinkPresenter } from '../link-body/link-presenter.js';
import { LinkDesk } from '../shorten/link-desk.js';
import type { IdempotencyOf } from '../shorten/idempotency-key.js';
import { shortenLinkSchema } from '../shorten/shorten-link.schema.js';
import type { TextLine } from './text-lines.js';

/** The longest line of an NDJSON request, as long as the body of a single one. */
export const LINE_BYTES_MAX = 16 * 1024;

export type BulkResult =
  | { readonly index: number; readonly status: 201; readonly link: LinkBody }
  | { readonly index: number; readonly status: number; readonly problem: ProblemBody };

export interface BulkContext {
  readonly caller: CallerIdentity;
  readonly idempotency: IdempotencyOf;
}

/** Shortens the items of a bulk request, each for itself: one that fails says why and harms no other. */
@Injectable()
export class BulkShortener {
  constructor(
    private readonly desk: LinkDesk,
    private readonly shortener: LinkShortener,
    private readonly presenter: LinkPresenter,
    private readonly log: ServiceLog,
    private readonly deadline: RequestDeadline,
  ) {}

  async shortenLine(line: TextLine, index: number, context: BulkContext): Promise<BulkResult> {
    return this.answer(index, () => {
      if ('silent' in line)
        throw createProblems.problem('lines-late', {
          detail:
            'No more lines came in time. Send the lines from this index on again, and read the answers meanwhile.',
        });
      if ('tooLong' in line)
        throw createProblems.problem('line-size', { detail: `A line has at most ${LINE_BYTES_MAX} bytes.` });
      return this.shorten(parseStrictJson(line.text), index, context);
    });
  }

  async shortenItem(item: unknown, index: number, context: BulkContext): Promise<BulkResult> {
    return this.answer(index, () => this.shorten(item, index, context));
  }

  private async shorten(
    item: unknown,
    index: number,
    { caller, idempotency }: BulkContext,
  ): Promise<LinkBody> {
    const body = validateBody(shortenLinkSchema, item);
    const order = this.desk.order(body, caller, idempotency(body, index));
    return this.presenter.fresh(await this.shortener.shorten(order, this.deadline.untilMs()));
  }

  private async answer(index: number, shorten: () => Promise<LinkBody>): Promise<BulkResult> {
    try {
      return { index, status: 201, link: await shorten() };
    } catch (error) {
      const problem = error instanceof Problem ? error : this.unexpected(error);
      const status = statusOfKind[problem.kind];
      return { index, status, problem: problemBody(problem, { status }) };
    }
  }

  private unexpected(error: unknown): Problem {
    this.log.error({ err: error }, 'a bulk item failed');
    return createProblems.problem('item-failed', { detail: 'This link could not be made.' });
  }
}
