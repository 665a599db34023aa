import type { RedisClient, RedisConnection, StateCluster } from '@fleetlink/redis';
import { ENVELOPE_FIELD } from './stream-writer.js';

/** One entry of a stream. */
export interface StreamEntry {
  readonly id: string;
  /** The serialised envelope; empty when somebody else wrote the entry. */
  readonly text: string;
}

/** An entry whose consumer is silent. */
export interface IdleEntry {
  readonly id: string;
  /** How often it was handed out. */
  readonly deliveries: number;
}

/** What waits in a stream. */
export interface StreamLag {
  /** Handed to a consumer and not yet counted. */
  readonly pending: number;
  /** Not yet handed to anybody. */
  readonly waiting: number;
  /** Since the consumer of the oldest pending one gave a sign of life. */
  readonly idleMsMax: number;
}

export interface StreamGroupParts {
  readonly cluster: StateCluster;
  readonly key: string;
  /** No other process has this name. */
  readonly consumer: string;
  readonly countMax: number;
  readonly claimIdleMs: number;
}

/** All processes of the statistics share one group: each entry goes to one of them. */
const GROUP = 'stats';

/** A read ends empty after this long, so that a closing process need not cut it off. */
const BLOCK_MS = 500;

/** No request waits for these commands. */
const COMMAND_DEADLINE_MS = 1000;

type Fields = [id: string, fields: string[] | null];
type Pending = [id: string, consumer: string, idleMs: number, deliveries: number];

/** The commands of one consumer in the group of one stream. Cluster commands are for one key, so each stream has one. */
export class StreamGroup {
  constructor(private readonly parts: StreamGroupParts) {}

  /** A connection of its own, as a blocking read keeps it busy. */
  connect(): Promise<RedisConnection> {
    return this.parts.cluster.blockingConnection(this.parts.key, BLOCK_MS);
  }

  /** Makes stream and group, from the first entry on: what was sent before any consumer started counts too. */
  async ensure(): Promise<void> {
    await this.run((client) => client.xgroup('CREATE', this.parts.key, GROUP, '0', 'MKSTREAM')).catch(
      (error: unknown) => {
        if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
      },
    );
  }

  /** Waits for entries that nobody has had yet; none after a while. */
  async read(connection: RedisConnection): Promise<StreamEntry[]> {
    const { consumer, countMax, key } = this.parts;
    const streams = (await connection.xreadgroup(
      'GROUP',
      GROUP,
      consumer,
      'COUNT',
      countMax,
      'BLOCK',
      BLOCK_MS,
      'STREAMS',
      key,
      '>',
    )) as [key: string, entries: Fields[]][] | null;
    return (streams ?? []).flatMap(([, entries]) => entriesOf(entries));
  }

  /** Entries whose consumers are silent. XAUTOCLAIM would not say how often they were tried. */
  async idle(): Promise<IdleEntry[]> {
    const { claimIdleMs, countMax, key } = this.parts;
    const pending = (await this.run((client) =>
      client.xpending(key, GROUP, 'IDLE', claimIdleMs, '-', '+', countMax),
    )) as Pending[];
    return pending.map(([id, , , deliveries]) => ({ id, deliveries }));
  }

  /** Takes over what is still idle; what another process was quicker to take is left out. */
  async claim(ids: readonly string[]): Promise<StreamEntry[]> {
    const { claimIdleMs, consumer, key } = this.parts;
    const entries = await this.run((client) => client.xclaim(key, GROUP, consumer, claimIdleMs, ...ids));
    return entriesOf(entries as Fields[]);
  }

  /** A sign of life: nobody takes over what waits here for the database. */
  async keepAlive(ids: readonly string[]): Promise<void> {
    const { consumer, key } = this.parts;
    await this.run((client) => client.xclaim(key, GROUP, consumer, 0, ...ids, 'JUSTID'));
  }

  /** Hands back what was not tried to the end: to be taken over at once, and without a failure to its name. */
  async release(ids: readonly string[]): Promise<void> {
    const { claimIdleMs, consumer, key } = this.parts;
    const handBack = ['IDLE', claimIdleMs, 'RETRYCOUNT', 1, 'JUSTID'];
    await this.run((client) => client.xclaim(key, GROUP, consumer, 0, ...ids, ...handBack));
  }

  /** They are counted: the stream may forget them. */
  async acknowledge(ids: readonly string[]): Promise<void> {
    const { key } = this.parts;
    await this.run((client) => Promise.all([client.xack(key, GROUP, ...ids), client.xdel(key, ...ids)]));
  }

  /** Takes the consumer out of the group, unless that would lose what is still in its name. */
  async leave(): Promise<void> {
    const { consumer, key } = this.parts;
    await this.run((client) => client.eval(LEAVE, 1, key, GROUP, consumer));
  }

  async lag(): Promise<StreamLag> {
    const { key } = this.parts;
    const [length, oldest, pending] = await this.run((client) =>
      Promise.all([
        client.xlen(key),
        noneWithoutGroup(client.xpending(key, GROUP, '-', '+', 1) as Promise<Pending[]>),
        noneWithoutGroup(client.xpending(key, GROUP)),
      ]),
    );
    const held = Number(pending[0] ?? 0);
    return { pending: held, waiting: Math.max(0, length - held), idleMsMax: oldest[0]?.[2] ?? 0 };
  }

  private run<Result>(work: (client: RedisClient) => Promise<Result>): Promise<Result> {
    return this.parts.cluster.run(work, COMMAND_DEADLINE_MS);
  }
}

/** One step: what is delivered between a look and a deletion would be lost. */
const LEAVE = `
if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return 1`;

/** A stream that no consumer has met yet has no group. */
async function noneWithoutGroup<Row>(asked: Promise<Row[]>): Promise<Row[]> {
  return asked.catch((error: unknown) => {
    if (error instanceof Error && error.message.startsWith('NOGROUP')) return [];
    throw error;
  });
}

/** Entries that were deleted meanwhile have no fields. */
function entriesOf(entries: readonly Fields[]): StreamEntry[] {
  return entries.flatMap(([id, fields]) => (fields === null ? [] : [{ id, text: textOf(fields) }]));
}

function textOf(fields: readonly string[]): string {
  return fields[0] === ENVELOPE_FIELD ? (fields[1] ?? '') : '';
}
