/** One rig as the commands see it: its record, its folders and its nodes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isShardNode, type FleetNode, type PostgresNode } from '../plan/fleet-node.ts';
import { planFleet, select } from '../plan/fleet-plan.ts';
import type { Account } from '../program/run-program.ts';
import { RigError } from '../rig-error.ts';
import { RigFolder } from './rig-folder.ts';
import { saveRecord, type RigRecord } from './rig-record.file.ts';

export class RigSite {
  readonly folder: RigFolder;
  readonly nodes: readonly FleetNode[];
  /** Whom Postgres, Redis and PgBouncer run as; undefined: as we do. */
  readonly account: Account | undefined;
  #record: RigRecord;
  #isAbandoned = false;

  constructor(record: RigRecord) {
    this.#record = record;
    this.folder = new RigFolder(record.options.portBase);
    this.nodes = planFleet(record.options);
    this.account = process.geteuid?.() === 0 ? unprivileged() : undefined;
  }

  get record(): RigRecord {
    return this.#record;
  }

  /** From here on nothing may be started: what is being taken down would miss it. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  assertWanted(): void {
    if (this.#isAbandoned) throw new RigError('the rig is being taken down');
  }

  update(change: Partial<RigRecord>): void {
    this.#record = { ...this.#record, ...change };
    saveRecord(this.#record);
  }

  select(names: readonly string[]): FleetNode[] {
    return [...new Set(names.flatMap((name) => select(this.nodes, name)))];
  }

  ofKind<Kind extends FleetNode['kind']>(kind: Kind): Extract<FleetNode, { kind: Kind }>[] {
    return this.nodes.filter((node): node is Extract<FleetNode, { kind: Kind }> => node.kind === kind);
  }

  /** The servers of each shard, by its name. */
  get shards(): Map<string, PostgresNode[]> {
    return Map.groupBy(this.nodes.filter(isShardNode), ({ cluster }) => cluster);
  }

  /** The server that takes the writes: of a shard, or the database itself. */
  primaryOf(cluster: string): PostgresNode {
    const servers = this.ofKind('postgres').filter((node) => node.cluster === cluster);
    return servers.find(({ name }) => name === this.record.primaries[cluster]) ?? servers[0]!;
  }

  isPrimary(node: PostgresNode): boolean {
    return this.primaryOf(node.cluster) === node;
  }

  /** Where a node keeps what it has. */
  homeOf({ kind, name }: FleetNode): string {
    return join(this.#record.home, kind, name);
  }

  get gatewayUrl(): string {
    const gateway = this.nodes.find(({ kind }) => kind === 'gateway');
    return `http://127.0.0.1:${gateway?.reachedAt ?? this.record.options.portBase}`;
  }

  get apiKey(): string {
    return readFileSync(this.folder.apiKeyFile, 'utf8').trim();
  }
}

/** Postgres refuses uid 0: root runs it as the first of these that exists. */
const UNPRIVILEGED = ['postgres', 'nobody'];

function unprivileged(): Account {
  const rows = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((row) => row.split(':'));
  for (const name of UNPRIVILEGED) {
    const row = rows.find(([account]) => account === name);
    if (row) return { name, uid: Number(row[2]), gid: Number(row[3]) };
  }
  throw new RigError(
    `Postgres refuses to run as root, and there is no account ${UNPRIVILEGED.join(' or ')}`,
    'useradd --system postgres',
  );
}
