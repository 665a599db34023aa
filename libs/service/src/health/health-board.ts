import { Problem, within } from '@fleetlink/problem';
import type { ServiceLog } from '../log/service-log.js';
import { serviceLimits } from '../shell/service.settings.js';

/** Something a service must have before it can serve (`startup`, once) or to go on serving (`readiness`). */
export interface HealthCheck {
  readonly name: string;
  readonly kind: 'readiness' | 'startup';
  /** Returns or resolves when all is well; throws or rejects otherwise. */
  check(): void | Promise<void>;
}

export interface HealthLine {
  readonly name: string;
  /** Why it is down; undefined when it is up. Holds no host names and no statements. */
  readonly down: string | undefined;
}

interface Entry {
  readonly check: HealthCheck;
  down: string | undefined;
  running: boolean;
}

const NOT_CHECKED = 'not checked yet';

/**
 * What the probes answer from. Checks run in the background, once a second, so that a probe costs nothing
 * and a hanging dependency cannot make it slow. Liveness asks nothing of this board: restarting a process
 * does not mend a database.
 */
export class HealthBoard {
  private readonly entries = new Set<Entry>();
  private timer: NodeJS.Timeout | undefined;
  private started = false;
  private shuttingDown = false;

  constructor(private readonly log: ServiceLog) {}

  /** @returns a function that takes the check off the board again. */
  add(check: HealthCheck): () => void {
    const entry: Entry = { check, down: NOT_CHECKED, running: false };
    this.entries.add(entry);
    if (this.timer) void this.run(entry);
    return () => void this.entries.delete(entry);
  }

  /** Starts checking; resolves when every check has been asked once. */
  async start(): Promise<void> {
    this.timer = setInterval(() => void this.runAll(), serviceLimits.healthRefreshMs).unref();
    await this.runAll();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  markStarted(): void {
    this.started = true;
  }

  markShuttingDown(): void {
    this.shuttingDown = true;
  }

  readiness(): readonly HealthLine[] {
    return [
      { name: 'service', down: this.shuttingDown ? 'shutting-down' : this.startedLine().down },
      ...this.lines('readiness'),
    ];
  }

  startup(): readonly HealthLine[] {
    return [this.startedLine(), ...this.lines('startup')];
  }

  private startedLine(): HealthLine {
    return { name: 'service', down: this.started ? undefined : 'starting' };
  }

  private lines(kind: HealthCheck['kind']): HealthLine[] {
    return [...this.entries]
      .filter(({ check }) => check.kind === kind)
      .map(({ check, down }) => ({ name: check.name, down }));
  }

  private async runAll(): Promise<void> {
    await Promise.all([...this.entries].map((entry) => this.run(entry)));
  }

  /** A check that still hangs is not asked again, and one of the start is not asked after it passed. */
  private async run(entry: Entry): Promise<void> {
    if (entry.running || (entry.check.kind === 'startup' && entry.down === undefined)) return;
    entry.running = true;
    const asked = (async () => entry.check.check())().finally(() => (entry.running = false));
    try {
      await within(asked, serviceLimits.healthCheckMs, tooSlow);
      this.settle(entry, undefined);
    } catch (error) {
      this.settle(entry, reasonOf(error), error);
    }
  }

  /** Only a change is logged: a database that is away for an hour is one line, not thousands. */
  private settle(entry: Entry, down: string | undefined, error?: unknown): void {
    const before = entry.down;
    entry.down = down;
    if (before === down) return;
    const line = { check: entry.check.name, kind: entry.check.kind };
    if (down !== undefined) this.log.warn({ ...line, err: error }, 'health check fails');
    else if (before !== NOT_CHECKED) this.log.info(line, 'health check passes again');
  }
}

class TooSlow extends Error {}

const tooSlow = () => new TooSlow(`no answer within ${serviceLimits.healthCheckMs} ms`);

/** Messages of drivers name hosts, so only our own words are shown; the log has the rest. */
function reasonOf(error: unknown): string {
  if (error instanceof Problem || error instanceof TooSlow) return error.message;
  const { code, name } = error as { code?: unknown; name?: unknown };
  return String(code ?? name ?? 'failed');
}
