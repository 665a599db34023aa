import { copyBatches, readBatches, writeBatches } from '@fleetlink/link';
import { laneLimits, lookupTopics } from '@fleetlink/lookup';
import { clusterBreaker } from '@fleetlink/redis';
import { LOAD_SHARES, serviceLimits } from '@fleetlink/service';
import { COMPARISON_VALID_MS, shardBreaker } from '@fleetlink/shard';
import type { DocumentedLimit, LimitsPage } from './limits-page.ts';

const { service, resolve, redis, postgres } = lookupTopics;

/** A setting in ms as it is unless somebody sets it. */
function byDefault({ env, schema }: { env: string; schema: { parse(value: unknown): unknown } }): string {
  return `${String(schema.parse(undefined))} ms (${env})`;
}

const deadlines: readonly DocumentedLimit[] = [
  {
    what: 'a redirect at the gateway',
    value: '1 s (docker/nginx)',
    beyond: '503 with `Retry-After`; the server is left alone for 2 s after two such failures',
  },
  {
    what: 'a redirect in lookup, all that lies below included',
    value: byDefault(resolve.deadlineMs),
    beyond: 'what L1, L2 or a replica knew, if it would redirect; else 503 with `Retry-After`, never 404',
  },
  {
    what: 'the second cache tier',
    value: byDefault(redis.commandDeadlineMs),
    beyond: 'the shard is asked',
  },
  {
    what: 'one statement of a redirect, the wait for a connection included',
    value: byDefault(resolve.readBoundMs),
    beyond: 'as above; a replica may use up half of it, then its primary is asked',
  },
  {
    what: 'a replica whose primary cannot be asked how far it is',
    value: `${COMPARISON_VALID_MS} ms`,
    beyond: 'it is read from only where nothing else answers, and not believed that there is no link',
  },
  {
    what: 'an API request, or one item of a bulk request',
    value: byDefault(service.apiDeadlineMs),
    beyond: '503 with `Retry-After`; a create that was sent says that its outcome is unknown',
  },
  {
    what: 'an API request to arrive as a whole',
    value: byDefault(service.requestTimeoutMs),
    beyond: '408',
  },
  {
    what: 'a new connection to Postgres',
    value: byDefault(postgres.connectTimeoutMs),
    beyond: 'the statement fails; most fail earlier by their own bound',
  },
  {
    what: 'a statement without a bound of its own, such as those of jobs',
    value: byDefault(postgres.statementTimeoutMs),
    beyond: 'the statement fails and its connection is closed',
  },
];

const slowHeadLooks = laneLimits.looksAtSlowHead + 1;

const connection: readonly DocumentedLimit[] = [
  {
    what: 'connections at one time',
    value: `${String(service.connectionsMax.schema.parse(undefined))} (CONNECTIONS_MAX)`,
    beyond: 'refused',
  },
  {
    what: 'the head of a request',
    value: `${serviceLimits.headerBytesMax} bytes; on the lane ${laneLimits.headBytesMax} bytes and ${serviceLimits.headersMax} fields`,
    beyond: '431; the lane leaves it to node:http',
  },
  {
    what: 'a head to come in whole',
    value: `${serviceLimits.headersTimeoutMs} ms; on the lane ${slowHeadLooks * serviceLimits.connectionsCheckMs} ms before that`,
    beyond: '408; the lane leaves it to node:http',
  },
  {
    what: 'the next request, or on the lane a client that does not read its answers',
    value: `${serviceLimits.keepAliveMs} ms`,
    beyond: 'the connection is closed',
  },
  {
    what: 'answers on the lane that are put together for one write',
    value: `${laneLimits.answersCharsMax} bytes and one answer`,
    beyond: 'the rest waits until the client has read',
  },
];

/** What docs/limits.md shows. */
export const limits: LimitsPage = {
  deadlines,
  connection,
  inFlightMax: Number(service.requestsInFlightMax.schema.parse(undefined)),
  shares: LOAD_SHARES,
  batches: [
    { what: 'new links, single and bulk', ...writeBatches },
    { what: 'Idempotency-Keys', ...writeBatches },
    { what: 'names that no cache has', ...readBatches },
    { what: 'copies that are read from a Redis node', ...copyBatches },
    { what: 'copies that are written to a Redis node', ...copyBatches },
  ],
  breakers: [
    {
      of: 'a primary, a replica',
      opens: `${shardBreaker.failuresToOpen} failures in a row`,
      halfOpenAfterMs: shardBreaker.halfOpenAfterMs,
    },
    {
      of: 'a Redis Cluster',
      opens: `${clusterBreaker.failuresToOpen} failures over ${clusterBreaker.outageToOpenMs} ms without an answer between them`,
      halfOpenAfterMs: clusterBreaker.halfOpenAfterMs,
    },
  ],
};
