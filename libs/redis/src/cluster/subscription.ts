import { backOffMs } from './back-off.js';
import { nodeConnection, SILENCE_MAX_MS, type RedisConnection } from './connections.js';
import type { RedisAddress, RedisSettings } from './redis.settings.js';

/** A node that sends no messages is asked for a sign of life this often. */
const PING_INTERVAL_MS = 5000;

export interface SubscriptionRequest {
  readonly channel: string;
  readonly listener: (message: string) => void;
  /** Any node will do: a cluster tells all of them of every message. */
  readonly anyNode: () => RedisAddress;
  readonly settings: RedisSettings;
}

/**
 * Hears one channel for as long as it is open, on a connection of its own that moves to another node when it ends.
 * Messages sent meanwhile are lost, and their order is not kept. ioredis' own cluster subscriptions reconnect without a pause: an outage of Redis
 * would cost most of a processor.
 */
export class Subscription {
  private connection: RedisConnection | undefined;
  private readonly pinging: NodeJS.Timeout;
  private retrying: NodeJS.Timeout | undefined;
  private attempt = 0;
  private isClosed = false;

  constructor(private readonly request: SubscriptionRequest) {
    this.pinging = setInterval(() => void this.connection?.ping().catch(() => {}), PING_INTERVAL_MS).unref();
    void this.connect();
  }

  /** True while messages are heard. */
  get isLive(): boolean {
    return this.connection?.mode === 'subscriber' && this.connection.status === 'ready';
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.pinging);
    clearTimeout(this.retrying);
    this.connection?.disconnect();
  }

  private async connect(): Promise<void> {
    const { channel, listener, anyNode, settings } = this.request;
    const connection = nodeConnection(anyNode(), settings, SILENCE_MAX_MS);
    this.connection = connection;
    connection.once('end', () => this.again());
    connection.on('message', (_channel, message) => listener(message));
    try {
      await connection.connect();
      await connection.subscribe(channel);
      this.attempt = 0;
    } catch {
      connection.disconnect();
    }
  }

  private again(): void {
    if (this.isClosed) return;
    this.attempt += 1;
    this.retrying = setTimeout(() => void this.connect(), backOffMs(this.attempt)).unref();
  }
}
