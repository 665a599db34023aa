import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';
import { traceLimits } from './trace.settings.js';

/** What became of spans so far; those missing wait to be sent, or found no room. */
export interface SpanCounters {
  ended: number;
  sent: number;
  failed: number;
}

/** The bounded queue before an exporter, with counts of what goes in and what becomes of it. */
export class SpanSending extends BatchSpanProcessor {
  readonly counters: SpanCounters;

  constructor(exporter: SpanExporter, onFailure: (error: Error | undefined) => void) {
    const counters = { ended: 0, sent: 0, failed: 0 };
    super({
      exporter: counted(exporter, counters, onFailure),
      maxQueueSize: traceLimits.queueSpansMax,
      maxExportBatchSize: traceLimits.batchSpansMax,
      scheduledDelayMillis: traceLimits.batchEveryMs,
      // The exporter's own limit comes first, so that what it gave up is counted.
      exportTimeoutMillis: 2 * traceLimits.sendMs,
    });
    this.counters = counters;
  }

  override onEnd(span: ReadableSpan): void {
    this.counters.ended += 1;
    super.onEnd(span);
  }
}

function counted(
  exporter: SpanExporter,
  counters: SpanCounters,
  onFailure: (error: Error | undefined) => void,
): SpanExporter {
  const settle = (count: number, { code, error }: ExportResult) => {
    const isSent = code === ExportResultCode.SUCCESS;
    counters[isSent ? 'sent' : 'failed'] += count;
    if (!isSent) onFailure(error);
  };
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        settle(spans.length, result);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
