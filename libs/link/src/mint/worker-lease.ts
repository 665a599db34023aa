import { hostname } from 'node:os';
import { nanoid } from 'nanoid';
import { SnowflakeGenerator, workerCountOf, type IdLayout } from '@fleetlink/code';
import { linkProblems, RETRY_AFTER_SECONDS } from '../link.errors.js';
import type { LeaseGrant, LeaseTerms, WorkerLeaseStore } from './worker-lease.store.js';

export const LEASE_TTL_MS = 30_000;
const RENEW_EVERY_MS = 10_000;
const ASK_AGAIN_AFTER_MS = 1000;

const RAN_OUT = 'the worker lease ran out';

/** A clock further from the catalog's than this mints nothing: expiry and order would suffer. */
const CLOCK_SKEW_MAX_MS = 2000;

/** Time sources, so that tests can bend them. */
export interface LeaseClocks {
  readonly wallMs: () => number;
  /** Never steps; counts on while the process is stopped. */
  readonly steadyMs: () => number;
}

const processClocks: LeaseClocks = { wallMs: Date.now, steadyMs: () => performance.now() };

/** Holds one worker id and renews it; without a held lease nothing is minted. */
export class WorkerLease {
  private readonly terms: LeaseTerms;
  private generator: SnowflakeGenerator | undefined;
  private workerId: number | undefined;
  /** On the steady clock: a resumed process finds it passed, whatever the wall clock says. */
  private deadlineMs = 0;
  private trouble = 'no worker lease was taken yet';
  private timer: NodeJS.Timeout | undefined;
  private asking: Promise<boolean> | undefined;
  private stopped = false;

  constructor(
    private readonly store: WorkerLeaseStore,
    private readonly layout: IdLayout,
    workerId: number | undefined,
    private readonly clocks: LeaseClocks = processClocks,
  ) {
    const holder = `${hostname()} pid ${process.pid} ${nanoid(8)}`;
    this.terms = { holder, ttlMs: LEASE_TTL_MS, workerCount: workerCountOf(layout), workerId };
  }

  async start(): Promise<void> {
    await this.keep();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    // A lease that is being granted right now must be given back as well.
    await this.asking;
    const { workerId, generator } = this;
    this.lose('the process is stopping');
    if (workerId !== undefined && generator) await this.release(workerId, generator.nextFreeMs);
  }

  /** Why nothing can be minted, or undefined when all is well. For the readiness probe. */
  get notReadyBecause(): string | undefined {
    if (this.held) return undefined;
    return this.generator ? RAN_OUT : this.trouble;
  }

  get worker(): number | undefined {
    return this.workerId;
  }

  /**
   * The next id.
   * @throws {Problem} of kind `unavailable` without a lease, or when the clock went back too far.
   */
  async next(): Promise<bigint> {
    if (!this.generator) throw this.refusal(this.trouble);
    try {
      return await this.generator.next();
    } catch (error) {
      throw this.refusal((error as Error).message, error);
    }
  }

  private get held(): boolean {
    return this.generator !== undefined && this.clocks.steadyMs() < this.deadlineMs;
  }

  private refusal(reason: string, cause?: unknown) {
    return linkProblems.problem('minting', {
      detail: `No code can be given out right now: ${reason.replace(/\.$/, '')}.`,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause,
    });
  }

  /** Takes or renews, and comes back in time to do so again. */
  private async keep(): Promise<void> {
    this.asking = this.ask();
    const granted = await this.asking;
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.keep(), granted ? RENEW_EVERY_MS : ASK_AGAIN_AFTER_MS);
    this.timer.unref();
  }

  /** @returns true when a lease was granted and can be used. */
  private async ask(): Promise<boolean> {
    const askedMs = this.clocks.steadyMs();
    const wallMs = this.clocks.wallMs();
    try {
      const grant = (await this.renewed()) ?? (await this.taken());
      return grant !== undefined && (await this.hold(grant, askedMs, wallMs));
    } catch {
      if (!this.held) this.lose('the catalog does not answer');
      return false;
    }
  }

  private async renewed(): Promise<LeaseGrant | undefined> {
    if (this.workerId === undefined) return undefined;
    const grant = await this.store.renew(this.workerId, this.terms);
    if (!grant) this.lose('the worker lease was lost');
    return grant;
  }

  private async taken(): Promise<LeaseGrant | undefined> {
    const grant = await this.store.take(this.terms);
    if (!grant) this.lose(this.noneFree());
    return grant;
  }

  private noneFree(): string {
    const { workerId, workerCount } = this.terms;
    if (workerId === undefined) return `all ${workerCount} worker ids are taken`;
    return workerId < workerCount
      ? `the worker id ${workerId} (SNOWFLAKE_WORKER_ID) is taken`
      : `there is no worker id ${workerId} (SNOWFLAKE_WORKER_ID): the layout has ${workerCount}`;
  }

  private async hold(grant: LeaseGrant, askedMs: number, wallMs: number): Promise<boolean> {
    const skewMs = Math.abs(wallMs - grant.clockMs) - (this.clocks.steadyMs() - askedMs);
    if (skewMs > CLOCK_SKEW_MAX_MS) {
      const nextFreeMs = this.generator?.nextFreeMs ?? grant.firstMs;
      this.lose(
        `this clock is ${Math.round(skewMs)} ms off the catalog's (at most ${CLOCK_SKEW_MAX_MS} allowed)`,
      );
      await this.release(grant.workerId, nextFreeMs);
      return false;
    }
    this.deadlineMs = askedMs + LEASE_TTL_MS;
    this.workerId = grant.workerId;
    this.generator ??= this.generatorFor(grant);
    this.generator.allowBelow(grant.mintBelowMs);
    return true;
  }

  private generatorFor({ workerId, firstMs }: LeaseGrant): SnowflakeGenerator {
    const generator: SnowflakeGenerator = new SnowflakeGenerator({
      layout: this.layout,
      worker: workerId,
      firstMs,
      now: this.clocks.wallMs,
      // One that still waits for its next tick when the lease goes must not profit from the next lease.
      assertHeld: () => {
        if (generator !== this.generator || !this.held) throw new Error(RAN_OUT);
      },
    });
    return generator;
  }

  /** A catalog that is away keeps the lease until it runs out: nobody mints meanwhile. */
  private async release(workerId: number, nextFreeMs: number): Promise<void> {
    await this.store.release(workerId, this.terms.holder, nextFreeMs).catch(() => {});
  }

  private lose(trouble: string): void {
    this.generator = undefined;
    this.workerId = undefined;
    this.trouble = trouble;
  }
}
