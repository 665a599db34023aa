import { httpBase, setting } from '@fleetlink/settings';
import { z } from 'zod';

/** Limits of what is kept and sent of traces. Times in milliseconds. */
export const traceLimits = {
  /** Spans that wait to be sent; more are dropped. */
  queueSpansMax: 2048,
  batchSpansMax: 256,
  /** How long spans are gathered. */
  batchEveryMs: 1_000,
  /** For one batch, tries again included. */
  sendMs: 5_000,
  /** At the end of the process, for what still waits. */
  flushMs: 2_000,
  /** A receiver that is away is worth one line in this time. */
  failureEveryMs: 60_000,
  attributesPerSpanMax: 32,
  attributeCharactersMax: 256,
  linksPerSpanMax: 32,
} as const;

/** Named by OpenTelemetry. */
export const traceSettings = {
  traceEndpoint: setting(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'Receiver of traces over OTLP/HTTP, such as http://jaeger:4318. Unset: nothing is traced.',
    httpBase().optional(),
  ),
  traceRatio: setting(
    'OTEL_TRACES_SAMPLER_ARG',
    'Share of requests that are traced, 0 to 1; a traceparent decides for its own request.',
    z.coerce
      .number({ error: 'must be a number' })
      .min(0, { error: 'must be at least 0' })
      .max(1, { error: 'must be at most 1' })
      .default(0.001),
  ),
  traceServiceName: setting(
    'OTEL_SERVICE_NAME',
    'Name of the service in its traces. Unset: create, lookup, stats or standalone.',
    z.string().max(64, { error: 'must have at most 64 characters' }).optional(),
  ),
} as const;
