/** One deadline or limit: what it is about, where its value comes from, and what happens beyond it. */
export interface DocumentedLimit {
  readonly what: string;
  readonly value: string;
  readonly beyond: string;
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
  readonly breakers: readonly DocumentedBreaker[];
}

/** docs/limits.md, from the settings and constants that hold. */
export function limitsPage({ deadlines, connection, inFlightMax, shares, breakers }: LimitsPage): string {
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
  ].join('\n');
}

function limitTable(limits: readonly DocumentedLimit[]): string[] {
  return [
    '| for | at most | then |',
    '| --- | --- | --- |',
    ...limits.map(({ what, value, beyond }) => `| ${what} | ${value} | ${beyond} |`),
  ];
}
