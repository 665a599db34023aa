import { isIP } from 'node:net';
import { commaList, httpBase, oneOf, setting, wholeNumber, type TopicValues } from '@fleetlink/settings';
import { z } from 'zod';
import { traceSettings } from '../trace/trace.settings.js';

/** Limits that no installation needs to move. Sizes in bytes, times in milliseconds. */
export const serviceLimits = {
  /** A JSON body, unless its route says otherwise with `@RouteRules`. */
  bodyBytesMax: 16 * 1024,
  headerBytesMax: 16 * 1024,
  headersMax: 100,
  /** Slower heads are cut off: a slow loris sends a byte now and then. */
  headersTimeoutMs: 10_000,
  /** How often Node looks for heads and bodies that are overdue. */
  connectionsCheckMs: 1_000,
  /** Longer than nginx keeps its side open (75 s), so that it never sends into a closing connection. */
  keepAliveMs: 80_000,
  /** A streamed body that brings no byte for this long is dropped; other bodies have REQUEST_TIMEOUT_MS. */
  streamSilenceMs: 60_000,
  /** Path parameters; a name has at most 64 characters. */
  pathParameterMax: 200,
  healthCheckMs: 1_000,
  healthRefreshMs: 1_000,
  /** While draining, idle connections may bring one more request for this long at most. */
  idleLingerMs: 1_000,
  drainPollMs: 20,
  /** A worker tells its primary how it is this often. */
  workerReportMs: 250,
  /** Longer than the system report takes for its slowest section. */
  workerAnswerMs: 2_000,
  /** A worker that told nothing for so long counts as not ready, and after the longer time it is killed. */
  workerSilenceReadyMs: 5_000,
  workerSilenceMsMax: 30_000,
  /** What a primary waits beyond the time that its workers have to stop. */
  workersLeadMs: 1_000,
} as const;

const PORT_MAX = 65_535;

export interface DefaultPorts {
  readonly port: number;
  readonly managementPort: number;
}

/** How much a process takes on at one time, and for how long. */
const loadSettings = {
  apiDeadlineMs: setting(
    'API_DEADLINE_MS',
    'Longest work on one API request or bulk item; less than the 30 s that the gateway waits.',
    wholeNumber(100, 600_000, 25_000),
  ),
  requestsInFlightMax: setting(
    'REQUESTS_IN_FLIGHT_MAX',
    'Requests worked on at one time; bulk requests are refused at half of it, redirects last.',
    wholeNumber(1, 1_000_000, 2000),
  ),
  connectionsMax: setting(
    'CONNECTIONS_MAX',
    'Connections at one time; more are refused.',
    wholeNumber(1, 1_000_000, 20_000),
  ),
} as const;

/** What every service reads from its environment; each app has default ports of its own. */
export function serviceSettings({ port, managementPort }: DefaultPorts) {
  return {
    host: setting('HOST', 'Address to listen on.', z.string().default('127.0.0.1')),
    port: setting('PORT', 'Port of the service.', wholeNumber(0, PORT_MAX, port)),
    managementPort: setting(
      'MANAGEMENT_PORT',
      'Port of the probes and metrics; keep it inside the network.',
      wholeNumber(0, PORT_MAX, managementPort),
    ),
    publicUrl: setting(
      'PUBLIC_URL',
      'Base of short links, such as https://go.example.com. Unset: http, HOST and PORT.',
      httpBase().optional(),
    ),
    trustProxy: setting(
      'TRUST_PROXY',
      'Proxies whose X-Forwarded-* fields are believed: addresses and CIDR ranges, comma-separated.',
      cidrList(),
    ),
    dataDir: setting('DATA_DIR', 'Folder for what this process keeps.', z.string().default('.fleetlink')),
    logLevel: setting(
      'LOG_LEVEL',
      'Least severe level that is logged.',
      oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'info'),
    ),
    drainMs: setting(
      'DRAIN_MS',
      'After SIGTERM, serve on for this long while proxies take notice. 10000 under Kubernetes.',
      wholeNumber(0, 600_000, 0),
    ),
    shutdownGraceMs: setting(
      'SHUTDOWN_GRACE_MS',
      'After DRAIN_MS, work under way may take this long before the process leaves by force.',
      wholeNumber(100, 600_000, 20_000),
    ),
    requestTimeoutMs: setting(
      'REQUEST_TIMEOUT_MS',
      'A request must have arrived as a whole within this time; streamed bodies are excepted.',
      wholeNumber(100, 600_000, 30_000),
    ),
    ...loadSettings,
    ...traceSettings,
  } as const;
}

export type ServiceSettings = TopicValues<ReturnType<typeof serviceSettings>>;

/** The base of short links, without a slash at its end. */
export function publicUrlOf({ publicUrl, host, port }: ServiceSettings): string {
  return publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function cidrList() {
  return commaList().refine((ranges) => ranges.every(isCidr), {
    error: 'must list addresses or CIDR ranges such as 10.0.0.0/8; ranges of everyone are refused',
  });
}

/** A prefix of 0 bits would believe every client about its own address. */
function isCidr(range: string): boolean {
  const [address = '', prefix, ...rest] = range.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  const bits = Number(prefix);
  return /^\d{1,3}$/.test(prefix) && bits >= 1 && bits <= (version === 4 ? 32 : 128);
}
