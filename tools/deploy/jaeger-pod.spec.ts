import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readCompose, servicesOf } from './compose/compose-file.ts';
import { COMPOSE_FILES } from './compose/compose-files.ts';
import { readOverlays } from './manifest/overlay.ts';
import { at, labelsAt, numberAt, ofKind, textAt } from './manifest/resource.ts';
import { MEBIBYTE, quantity } from './manifest/quantity.ts';
import { deploymentsOf } from './manifest/workload.ts';

/** What a span with its attributes takes in memory, and how many a trace has: both are guesses on the safe side. */
const SPAN_BYTES = 2_000;
const SPANS_PER_TRACE = 20;

const dev = readOverlays().find(({ name }) => name === 'overlays/dev')!;
const { container } = deploymentsOf(dev).find(({ name }) => name === 'jaeger')!;
const mounted = ofKind(dev.resources, 'ConfigMap').find(({ metadata }) =>
  metadata.name.startsWith('jaeger-'),
);
const config: unknown = parse(labelsAt(mounted, 'data')['jaeger.yaml']!);

const portAt = (path: string): number => Number(textAt(config, path).split(':')[1]);
const memoryMax = container.env?.find(({ name }) => name === 'GOMEMLIMIT')?.value;
const memoryMaxBytes = quantity(memoryMax?.replace(/B$/, ''));

describe('the pod of Jaeger', () => {
  it('listens where its ports say, by its configuration', () => {
    const ports = Object.fromEntries(
      container.ports!.map(({ name, containerPort }) => [name, containerPort]),
    );
    expect(ports).toEqual({
      otlp: portAt('receivers.otlp.protocols.http.endpoint'),
      query: portAt('extensions.jaeger_query.http.endpoint'),
      management: portAt('extensions.healthcheckv2.http.endpoint'),
    });
  });

  it('is probed where it tells of its health', () => {
    expect(container.livenessProbe?.httpGet?.path).toBe(
      textAt(config, 'extensions.healthcheckv2.http.status.path'),
    );
  });

  it('keeps no more traces than its memory holds', () => {
    const name = textAt(config, 'extensions.jaeger_query.storage.traces');
    const tracesMax = numberAt(config, `extensions.jaeger_storage.backends.${name}.memory.max_traces`);
    expect(tracesMax).toBeGreaterThan(0);
    expect(tracesMax * SPANS_PER_TRACE * SPAN_BYTES).toBeLessThanOrEqual(memoryMaxBytes / 2);
    expect(memoryMaxBytes).toBeLessThanOrEqual(
      quantity(container.resources?.limits?.['memory']) - 128 * MEBIBYTE,
    );
  });

  it('is the one of docker/compose.production.yml', () => {
    const [, composed] = COMPOSE_FILES.map(readCompose)
      .flatMap(servicesOf)
      .find(([name]) => name === 'jaeger')!;
    expect(composed.image).toBe(container.image);
    expect(composed.command).toEqual(container.args);
    expect(at(composed.environment, 'GOMEMLIMIT')).toBe(memoryMax);
  });
});
