import { SpanKind } from '@opentelemetry/api';
import { Inject, Injectable } from '@nestjs/common';
import type { LinkTarget } from '@fleetlink/link';
import { HeadSampler, startSpan, traceparentOf } from '@fleetlink/trace';

/** Spans of redirects, made after the answer: one that is not traced pays for the question alone. */
@Injectable()
export class RedirectTraces {
  constructor(@Inject(HeadSampler) private readonly sampler: HeadSampler | null) {}

  /**
   * Tells of a redirect that was answered, if it is traced.
   * @param startMs when its head came, in epoch milliseconds.
   * @returns its span as a traceparent, for the click to carry.
   */
  traced(target: LinkTarget, startMs: number, traceparent: string | undefined): string | undefined {
    const parent = this.sampler?.contextFor(traceparent);
    if (parent === undefined) return undefined;
    const attributes = {
      'http.request.method': 'GET',
      'http.route': '/{name}',
      'http.response.status_code': target.redirectStatus,
      'fleetlink.link.id': String(target.id),
    };
    const span = startSpan(
      { name: 'GET /{name}', kind: SpanKind.SERVER, startTime: startMs, attributes },
      parent,
    );
    span.end();
    return traceparentOf(span.spanContext());
  }
}
