/** One deadline or limit: what it is about, where its value comes from, and what happens beyond it. */
export interface DocumentedLimit {
  readonly what: string;
  readonly value: string;
  readonly beyond: string;
}

/** What shares statements, and how many may wait for that. */
export interface DocumentedBatches {
  readonly what: string;
  readonly batchSizeMax: number;
  readonly inFlightMax: number;
  readonly waitingMax: number;
}

/** When a breaker opens and tries again. */
export interface DocumentedBreaker {
  readonly of: string;
  readonly opens: string;
  readonly halfOpenAfterMs: number;
}

export interface LimitsPage {
  readonly deadlines: readonly DocumentedLimit[];
  /** Of one connection, whatever is asked on it. */
  readonly connection: readonly DocumentedLimit[];
  readonly inFlightMax: number;
  /** Share of it by priority. */
  readonly shares: Readonly<Record<string, number>>;
  readonly batches: readonly DocumentedBatches[];
  readonly breakers: readonly DocumentedBreaker[];
}

/** docs/limits.md, from the settings and constants that hold. */
export function limitsPage(page: LimitsPage): string {
  const { deadlines, connection, inFlightMax, shares, batches, breakers } = page;
  return [
    '# Deadlines, limits and breakers',
    '',
    'What a request may wait for, what a process takes on, and when it leaves a server alone. Values are the defaults of',
    '[settings](settings.md) (in capitals) and the constants of the code. This page is written by `npm run docs`.',
    '',
    '## Deadlines',
    '',
    'Each step takes its own bound or what is left of the request, whichever is less; waiting in a queue and for a',
    'connection counts. Work whose caller has gone is not begun.',
    '',
    ...limitTable(deadlines),
    '',
    '## Connections',
    '',
    'With `REDIRECT_LANE=socket` a connection that exceeds what the lane reads is left to node:http with its bytes, answered',
    'once, and closed; `fleetlink_lane_connections_total` tells how many.',
    '',
    ...limitTable(connection),
    '',
    '## Requests in flight',
    '',
    'A request that would be one too many for its kind gets 503 with `Retry-After` before anything of its body is read.',
    'Redirects that the process knows by heart are not counted, probes and metrics have a port of their own.',
    '`fleetlink_requests_in_flight` and `fleetlink_requests_shed_total` tell.',
    '',
    '| kind | refused from |',
    '| --- | --- |',
    ...Object.entries(shares).map(
      ([kind, share]) =>
        `| ${kind} | ${Math.ceil(share * inFlightMax)} (${share} × REQUESTS_IN_FLIGHT_MAX) |`,
    ),
    '',
    '## Batches',
    '',
    'What arrives while the statements under way are running waits and shares the next one, and its commit. Each caller gets',
    'an answer of its own. More than may wait are refused with 503 and `Retry-After`; `shard/busy` says that nothing was stored.',
    'Copies in Redis share pipelines in the same way: one too many is read from its shard, or is not written.',
    '',
    ...batchesTable(batches),
    '',
    ...breakersSection(breakers),
  ].join('\n');
}

function breakersSection(breakers: readonly DocumentedBreaker[]): string[] {
  return [
    '## Breakers',
    '',
    'One for each server: none opens for the fault of another. Closed: everything is asked. Open: nothing is, and callers',
    'are told at once. Half-open: one request tries, the others are told at once; an answer closes, a failure opens again.',
    'Only failures of the server or of the way to it count; a statement that is refused for its own fault does not.',
    '',
    '| of | opens after | half-open after |',
    '| --- | --- | --- |',
    ...breakers.map(({ of, opens, halfOpenAfterMs }) => `| ${of} | ${opens} | ${halfOpenAfterMs} ms |`),
    '',
  ];
}

function limitTable(limits: readonly DocumentedLimit[]): string[] {
  return [
    '| for | at most | then |',
    '| --- | --- | --- |',
    ...limits.map(({ what, value, beyond }) => `| ${what} | ${value} | ${beyond} |`),
  ];
}

function batchesTable(batches: readonly DocumentedBatches[]): string[] {
  const rows = batches.map(
    (batch) => `| ${batch.what} | ${batch.batchSizeMax} | ${batch.inFlightMax} | ${batch.waitingMax} |`,
  );
  return [
    '| for each shard or node, in each process | in one statement or pipeline | under way | waiting |',
    '| --- | --- | --- | --- |',
    ...rows,
  ];
}
