import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { HeadSampler } from '@fleetlink/trace';
import type { ServiceLog } from '../log/service-log.js';
import type { Metrics } from '../metrics/metrics.js';
import { by } from '../metrics/read-metric.js';
import { QuietLog } from '../request/quiet-log.js';
import { SpanSending } from './span-sending.js';
import { traceMetrics } from './trace.metrics.js';
import { traceLimits } from './trace.settings.js';

export interface TracingRequest {
  readonly serviceName: string;
  /** Base of an OTLP/HTTP receiver. */
  readonly endpoint: string;
  /** Share of requests that are traced. */
  readonly ratio: number;
  readonly log: ServiceLog;
  readonly metrics: Metrics;
}

/**
 * Sends the spans of this process to an OTLP receiver. It stands aside: spans that find no room or no receiver are
 * dropped and counted, and no request ever waits for one.
 */
export class Tracing {
  private constructor(
    private readonly provider: TracerProvider,
    readonly sampler: HeadSampler,
  ) {}

  static start({ serviceName, endpoint, ratio, log, metrics }: TracingRequest): Tracing {
    const quiet = new QuietLog(log, { pauseMs: traceLimits.failureEveryMs });
    const sending = new SpanSending(exporterTo(endpoint), (error) =>
      quiet.warn('traces', { err: error }, 'traces cannot be sent'),
    );
    measure(metrics, sending);
    const provider = new TracerProvider({
      // Only what is to be sent is ever begun: see HeadSampler.
      sampler: new AlwaysOnSampler(),
      resource: resourceFromAttributes({
        'service.name': serviceName,
        'service.namespace': 'fleetlink',
        'service.instance.id': `${hostname()}-${process.pid}`,
      }),
      spanLimits: {
        attributeCountLimit: traceLimits.attributesPerSpanMax,
        attributeValueLengthLimit: traceLimits.attributeCharactersMax,
        linkCountLimit: traceLimits.linksPerSpanMax,
      },
      spanProcessors: [sending],
    });
    trace.setGlobalTracerProvider(provider);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    return new Tracing(provider, new HeadSampler(ratio));
  }

  /** Sends what waits, within a bound; a receiver that is away keeps no process from ending. */
  async stop(): Promise<void> {
    const failed = () => {};
    await Promise.race([this.provider.shutdown().catch(failed), pause(traceLimits.flushMs)]);
    trace.disable();
    context.disable();
  }
}

function exporterTo(endpoint: string): OTLPTraceExporter {
  return new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    timeoutMillis: traceLimits.sendMs,
    // All that the queue holds, when it is emptied at the end.
    concurrencyLimit: Math.ceil(traceLimits.queueSpansMax / traceLimits.batchSpansMax),
  });
}

function measure(metrics: Metrics, { counters }: SpanSending): void {
  metrics.show(traceMetrics.spans, () => by('state', { ...counters }));
}
