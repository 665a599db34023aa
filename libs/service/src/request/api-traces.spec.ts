import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver, waitFor } from '@fleetlink/testing';
import { logged, startTiny, tinySettings } from '../testing/tiny-service.fixture.js';
import type { RunningService } from '../shell/running-service.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };

describe('a traced API request', () => {
  let receiver: OtlpReceiver;
  let service: RunningService;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    const settings = tinySettings({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_TRACES_SAMPLER_ARG: '0',
      OTEL_SERVICE_NAME: 'tiny-in-test',
    });
    service = await startTiny({ settings });
  });
  afterAll(async () => {
    await service.close();
    await receiver.stop();
  });

  it('has its trace and its request id in its log lines, and its request id in its answer and its span', async () => {
    const answer = await fetch(`${service.url}/api/v1/fault/unknown`, { headers });
    const { requestId } = (await answer.json()) as { requestId: string };
    const span = () => receiver.trace(TRACE)[0];
    await waitFor(async () => span() !== undefined);
    expect(span()).toMatchObject({
      name: 'GET /api/v1/fault/:kind',
      parentSpanId: '00f067aa0ba902b7',
      status: { code: 2 },
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/api/v1/fault/:kind',
        'http.response.status_code': 500,
        'error.type': '500',
        'fleetlink.request.id': requestId,
      },
    });
    const line: unknown = JSON.parse(logged.at(-1)!);
    expect(line).toMatchObject({ requestId, traceId: TRACE, spanId: span()!.spanId });
    expect(receiver.received).toContain('tiny-in-test');
  });

  it('is the only one that names a trace', async () => {
    await fetch(`${service.url}/api/v1/fault/unknown`);
    expect(JSON.parse(logged.at(-1)!)).not.toHaveProperty('traceId');
  });

  it('that is no more than a name has its trace in its log lines too', async () => {
    await fetch(`${service.url}/broken`, { headers });
    expect(JSON.parse(logged.at(-1)!)).toMatchObject({ path: '/broken', traceId: TRACE });
  });
});
