import { Readable } from 'node:stream';
import { Body, Controller, Headers, HttpCode, Ip, Post, Res, UseGuards } from '@nestjs/common';
import { AccessGuard, Caller, RequireScope, type CallerIdentity } from '@fleetlink/access';
import { requestProblems, RouteRules } from '@fleetlink/service';
import { inThisTrace } from '@fleetlink/trace';
import type { FastifyReply } from 'fastify';
import { createProblems } from '../create.errors.js';
import { idempotencyOf } from '../shorten/idempotency-key.js';
import { BulkShortener, LINE_BYTES_MAX, type BulkContext } from './bulk-shortener.js';
import { AnswerHold, heldBack } from './held-answers.js';
import { inOrder } from './in-order.js';
import { textLines, type TextLine } from './text-lines.js';

const ARRAY_ITEMS_MAX = 10_000;
const ARRAY_BYTES_MAX = 32 * 1024 * 1024;

/** Items of one request that are worked on at a time, which bounds its memory however long its stream. */
const IN_FLIGHT_MAX = 1000;

/** Less than the 60 s after which the gateway and this service cut a silent connection off without a word. */
const LINE_SILENCE_MS_MAX = 45_000;

const NDJSON = 'application/x-ndjson';

@Controller('api/v1/links/bulk')
@UseGuards(AccessGuard)
export class BulkLinksController {
  private readonly hold = new AnswerHold();

  constructor(private readonly bulk: BulkShortener) {}

  @Post()
  @HttpCode(200)
  @RequireScope('links:write')
  @RouteRules({ bytesMax: ARRAY_BYTES_MAX, stream: NDJSON, priority: 'bulk' })
  shorten(
    @Body() body: unknown,
    @Caller() caller: CallerIdentity,
    @Headers('idempotency-key') key: string | undefined,
    @Ip() address: string,
    @Res() reply: FastifyReply,
  ): void {
    const context = { caller, idempotency: idempotencyOf(key, caller, address) };
    if (body instanceof Readable) void reply.type(NDJSON).send(Readable.from(this.lines(body, context)));
    else
      void reply.type('application/json').send(Readable.from(asArray(this.results(itemsOf(body), context))));
  }

  private lines(stream: Readable, context: BulkContext): AsyncGenerator<string> {
    let taken = 0;
    const limits = { bytesMax: LINE_BYTES_MAX, silenceMsMax: LINE_SILENCE_MS_MAX };
    const shorten = inThisTrace((line: TextLine, index: number) => {
      taken += 1;
      return this.bulk.shortenLine(line, index, context);
    });
    const results = inOrder(textLines(stream, limits), IN_FLIGHT_MAX, shorten);
    return heldBack(asLines(results), { hold: this.hold, taken: () => taken });
  }

  private results(items: readonly unknown[], context: BulkContext): AsyncIterable<object> {
    const shorten = inThisTrace((item: unknown, index: number) =>
      this.bulk.shortenItem(item, index, context),
    );
    return inOrder(items, IN_FLIGHT_MAX, shorten);
  }
}

async function* asArray(results: AsyncIterable<object>): AsyncGenerator<string> {
  let separator = '[';
  for await (const result of results) {
    yield `${separator}${JSON.stringify(result)}`;
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

async function* asLines(results: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const result of results) yield `${JSON.stringify(result)}\n`;
}

function itemsOf(body: unknown): readonly unknown[] {
  if (!Array.isArray(body))
    throw requestProblems.problem('invalid', {
      detail: 'Send a JSON array of links, or one link a line as application/x-ndjson.',
      errors: [{ pointer: '', rule: 'type', message: 'must be an array' }],
    });
  if (body.length <= ARRAY_ITEMS_MAX) return body;
  throw createProblems.problem('bulk-size', {
    detail: `An array has at most ${ARRAY_ITEMS_MAX} links; longer lists go as application/x-ndjson, without a limit.`,
    errors: [
      {
        pointer: '',
        rule: 'max',
        message: `has ${body.length} items, at most ${ARRAY_ITEMS_MAX} are allowed`,
      },
    ],
  });
}
