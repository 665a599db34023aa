import type pg from 'pg';

export interface LeakReport {
  readonly database: string;
  readonly heldMs: number;
  /** Where the connection was taken. */
  readonly stack: string;
}

interface Held {
  readonly sinceMs: number;
  readonly stack: string;
  reported: boolean;
}

/** Reports, once each, the connections that were taken from a pool and not given back in time. */
export class LeakWatch {
  private readonly held = new Map<pg.PoolClient, Held>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: string,
    private readonly thresholdMs: number,
    private readonly report: (report: LeakReport) => void,
  ) {}

  /** Statements that the pool runs by itself are bounded by their timeout, so only `connect` is watched. */
  watch(pool: pg.Pool): void {
    const connect = pool.connect.bind(pool) as (...parameters: unknown[]) => Promise<pg.PoolClient> | void;
    pool.connect = ((...parameters: unknown[]) => {
      if (typeof parameters[0] === 'function') return connect(...parameters);
      const taken = new Error('taken here');
      return (connect() as Promise<pg.PoolClient>).then((client) => {
        this.held.set(client, { sinceMs: Date.now(), stack: taken.stack ?? '', reported: false });
        return client;
      });
    }) as pg.Pool['connect'];
    pool.on('release', (_error, client) => this.held.delete(client as pg.PoolClient));
    this.timer = setInterval(() => this.look(), Math.max(10, this.thresholdMs / 4));
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    for (const held of this.held.values()) {
      const heldMs = Date.now() - held.sinceMs;
      if (held.reported || heldMs < this.thresholdMs) continue;
      held.reported = true;
      this.report({ database: this.database, heldMs, stack: held.stack });
    }
  }
}
