import { hostname } from 'node:os';
import { nanoid } from 'nanoid';
import { SnowflakeGenerator, workerCountOf, type IdLayout } from '@fleetlink/code';
import { linkProblems, RETRY_AFTER_SECONDS } from '../link.errors.js';
import { processClocks, type LeaseClocks } from './lease-clocks.js';
import { CLOCK_SKEW_MAX_MS, leaseTrouble } from './lease-trouble.js';
import type { LeaseGrant, LeaseTerms, WorkerLeaseStore } from './worker-lease.store.js';

/** A lease is renewed this often within its time, so that one lost renewal costs nothing. */
const RENEWALS_PER_TTL = 3;
const ASK_AGAIN_AFTER_MS = 1000;

export interface WorkerLeaseOptions {
  readonly layout: IdLayout;
  /** Ask for this worker only; undefined takes any free one. */
  readonly workerId: number | undefined;
  /** How long a lease holds without a renewal. */
  readonly ttlMs: number;
  readonly clocks?: LeaseClocks;
}

/** Holds one worker id and renews it; without a held lease nothing is minted. */
export class WorkerLease {
  /** Ids that were asked for and not given out. */
  refusals = 0;
  private readonly terms: LeaseTerms;
  private readonly clocks: LeaseClocks;
  private generator: SnowflakeGenerator | undefined;
  private workerId: number | undefined;
  /** On the steady clock: a resumed process finds it passed, whatever the wall clock says. */
  private deadlineMs = 0;
  private trouble: string = leaseTrouble.notTaken;
  private timer: NodeJS.Timeout | undefined;
  private asking: Promise<boolean> | undefined;
  private wasHeld = false;
  private stopped = false;

  constructor(
    private readonly store: WorkerLeaseStore,
    private readonly options: WorkerLeaseOptions,
  ) {
    const { layout, workerId, ttlMs, clocks = processClocks } = options;
    const holder = `${hostname()} pid ${process.pid} ${nanoid(8)}`;
    this.terms = { holder, ttlMs, workerCount: workerCountOf(layout), workerId };
    this.clocks = clocks;
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
    this.lose(leaseTrouble.stopping);
    if (workerId !== undefined && generator) await this.release(workerId, generator.nextFreeMs);
  }

  /** Why nothing can be minted, or undefined when all is well. */
  get notReadyBecause(): string | undefined {
    if (this.held) return undefined;
    return this.generator ? leaseTrouble.ranOut : this.trouble;
  }

  /** @throws {Problem} of kind `unavailable` that says why nothing can be minted. */
  assertHeld(): void {
    const reason = this.notReadyBecause;
    if (reason !== undefined) throw refusal(reason);
  }

  /** As `assertHeld`, but a catalog that went away is no fault of this process: no other one mints either. */
  assertNoFaultHere(): void {
    if (!this.wasHeld || this.notReadyBecause !== leaseTrouble.catalogAway) this.assertHeld();
  }

  /** How long it holds without another renewal. */
  get leftMs(): number {
    return this.held ? this.deadlineMs - this.clocks.steadyMs() : 0;
  }

  get worker(): number | undefined {
    return this.workerId;
  }

  /**
   * The next id.
   * @throws {Problem} of kind `unavailable` without a lease, or when the clock went back too far.
   */
  async next(): Promise<bigint> {
    try {
      if (!this.generator) throw new Error(this.trouble);
      return await this.generator.next();
    } catch (error) {
      this.refusals += 1;
      throw refusal((error as Error).message, error);
    }
  }

  private get held(): boolean {
    return this.generator !== undefined && this.clocks.steadyMs() < this.deadlineMs;
  }

  /** Takes or renews, and comes back in time to do so again. */
  private async keep(): Promise<void> {
    this.asking = this.ask();
    const granted = await this.asking;
    if (this.stopped) return;
    const renewAfterMs = this.terms.ttlMs / RENEWALS_PER_TTL;
    this.timer = setTimeout(() => void this.keep(), granted ? renewAfterMs : ASK_AGAIN_AFTER_MS);
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
      if (!this.held) this.lose(leaseTrouble.catalogAway);
      return false;
    }
  }

  private async renewed(): Promise<LeaseGrant | undefined> {
    if (this.workerId === undefined) return undefined;
    const grant = await this.store.renew(this.workerId, this.terms);
    if (!grant) this.lose(leaseTrouble.lost);
    return grant;
  }

  private async taken(): Promise<LeaseGrant | undefined> {
    const grant = await this.store.take(this.terms);
    if (!grant) this.lose(leaseTrouble.noneFree(this.terms));
    return grant;
  }

  private async hold(grant: LeaseGrant, askedMs: number, wallMs: number): Promise<boolean> {
    const skewMs = Math.abs(wallMs - grant.clockMs) - (this.clocks.steadyMs() - askedMs);
    if (skewMs > CLOCK_SKEW_MAX_MS) {
      const nextFreeMs = this.generator?.nextFreeMs ?? grant.firstMs;
      this.lose(leaseTrouble.skewed(skewMs));
      await this.release(grant.workerId, nextFreeMs);
      return false;
    }
    this.wasHeld = true;
    this.deadlineMs = askedMs + this.terms.ttlMs;
    this.workerId = grant.workerId;
    this.generator ??= this.generatorFor(grant);
    this.generator.allowBelow(grant.mintBelowMs);
    return true;
  }

  private generatorFor({ workerId, firstMs }: LeaseGrant): SnowflakeGenerator {
    const generator: SnowflakeGenerator = new SnowflakeGenerator({
      layout: this.options.layout,
      worker: workerId,
      firstMs,
      now: this.clocks.wallMs,
      // One that still waits for its next tick when the lease goes must not profit from the next lease.
      assertHeld: () => {
        if (generator !== this.generator || !this.held) throw new Error(leaseTrouble.ranOut);
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

function refusal(reason: string, cause?: unknown) {
  return linkProblems.problem('minting', {
    detail: `No code can be given out right now: ${reason.replace(/\.$/, '')}.`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause,
  });
}
