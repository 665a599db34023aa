import type { Replica } from './replica.js';
import { chooseReplica, fitnessOf, type Fitness } from './replica-choice.js';
import { WalHistory } from './wal-history.js';
import { primaryPosition, type Ask } from './wal-position.store.js';

const LOOK_EVERY_MS = 1000;
export const LOOK_DEADLINE_MS = 900;

/** A replica this far behind is not only passed over: somebody should look at it. */
const LAG_REPORT_MS = 10_000;

export interface ReplicaReport {
  readonly replica: string;
  readonly event: 'ejected' | 'restored' | 'far behind';
  readonly fitness: Fitness;
  readonly lagMs: number | undefined;
}

export interface ReplicaWatchOptions {
  readonly replicas: readonly Replica[];
  /** Where this process runs: replicas of the same zone come first. */
  readonly zone?: string;
  readonly onReport?: (report: ReplicaReport) => void;
}

/** Looks at the replicas of one shard once a second and says which of them may be read from. */
export class ReplicaWatch {
  readonly replicas: readonly Replica[];
  private readonly history = new WalHistory();
  private readonly farBehind = new Set<Replica>();
  private primaryClockMs: number | null = null;
  private timer: NodeJS.Timeout | undefined;
  private turn = 0;

  constructor(
    private readonly options: ReplicaWatchOptions,
    private readonly askPrimary: Ask,
  ) {
    this.replicas = options.replicas;
  }

  start(): void {
    if (this.replicas.length === 0) return;
    void this.look();
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  get hasFit(): boolean {
    return this.replicas.length > 0 && this.peek() !== undefined;
  }

  /** The replica to read from now, or undefined when there is none. */
  choose(fitness: 'fit' | 'outdated' = 'fit'): Replica | undefined {
    if (this.replicas.length === 0) return undefined;
    this.turn += 1;
    return this.peek(fitness);
  }

  /** Everybody is asked at once: a primary that hangs must not keep its replicas from being seen. */
  async look(): Promise<void> {
    await Promise.all([
      this.lookAtPrimary(),
      ...this.replicas.map(async (replica) => {
        await replica.look(LOOK_DEADLINE_MS);
        this.judge(replica);
      }),
    ]);
    for (const replica of this.replicas) this.judge(replica);
  }

  /** Says what a replica is fit for by now; also asked for after a read failed. */
  judge(replica: Replica): void {
    replica.compare(this.history, this.primaryClockMs);
    const before = replica.fitness;
    replica.fitness = fitnessOf(replica.sight, performance.now());
    if (before === 'fit' && replica.fitness !== 'fit') {
      replica.counters.ejections += 1;
      this.report(replica, 'ejected');
    }
    if (before !== 'fit' && replica.fitness === 'fit') this.report(replica, 'restored');
    this.reportFarBehind(replica);
  }

  private async lookAtPrimary(): Promise<void> {
    const askedAtMs = performance.now();
    try {
      const { position, clockMs } = await primaryPosition(this.askPrimary);
      this.primaryClockMs = clockMs;
      this.history.note(position, askedAtMs, performance.now());
    } catch {
      // Replicas are then compared with what the primary was last known to have, for a while.
    }
  }

  private peek(fitness: 'fit' | 'outdated' = 'fit'): Replica | undefined {
    const { zone } = this.options;
    return chooseReplica(this.replicas, { fitness, nowMs: performance.now(), zone, turn: this.turn });
  }

  private reportFarBehind(replica: Replica): void {
    const isFar = (replica.sight.lagMs ?? 0) > LAG_REPORT_MS;
    if (isFar && !this.farBehind.has(replica)) this.report(replica, 'far behind');
    if (isFar) this.farBehind.add(replica);
    else this.farBehind.delete(replica);
  }

  private report(replica: Replica, event: ReplicaReport['event']): void {
    const { name, fitness, sight } = replica;
    this.options.onReport?.({ replica: name, event, fitness, lagMs: sight.lagMs });
  }
}
