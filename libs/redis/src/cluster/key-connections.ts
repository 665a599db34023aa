import { nodeConnection, SILENCE_MAX_MS, type RedisConnection } from './connections.js';
import type { RedisAddress, RedisSettings } from './redis.settings.js';

/**
 * Connections beside the shared ones, each to the master that holds a key at that moment: for commands whose meaning
 * depends on what else went over the connection (WAIT), and for those that keep it busy (blocking reads).
 */
export class KeyConnections {
  private readonly byNode = new Map<string, Promise<RedisConnection>>();
  private readonly open = new Set<RedisConnection>();

  constructor(
    private readonly settings: RedisSettings,
    private readonly masterOf: (key: string) => RedisAddress,
  ) {}

  /** One per master, shared by all keys it holds. After a failover the same key leads to the new master. */
  async to(key: string): Promise<RedisConnection> {
    const address = this.masterOf(key);
    const node = `${address.host}:${address.port}`;
    const known = this.byNode.get(node);
    if (known) return known;
    const connecting = this.connect(address, SILENCE_MAX_MS);
    this.byNode.set(node, connecting);
    const forget = () => void (this.byNode.get(node) === connecting && this.byNode.delete(node));
    connecting.then((connection) => connection.once('end', forget), forget);
    return connecting;
  }

  /** A new one, for the caller alone. */
  async another(key: string, silenceMaxMs: number): Promise<RedisConnection> {
    return this.connect(this.masterOf(key), silenceMaxMs);
  }

  close(): void {
    for (const connection of this.open) connection.disconnect();
  }

  private async connect(address: RedisAddress, silenceMaxMs: number): Promise<RedisConnection> {
    const connection = nodeConnection(address, this.settings, silenceMaxMs);
    this.open.add(connection);
    connection.once('end', () => this.open.delete(connection));
    try {
      await connection.connect();
      return connection;
    } catch (error) {
      connection.disconnect();
      throw error;
    }
  }
}
