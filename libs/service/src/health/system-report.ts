import { within } from '@fleetlink/problem';
import type { HealthBoard } from './health-board.js';

/** `degraded`: everything is answered, but something that stands in for something else is missing. */
export type SystemStatus = 'healthy' | 'degraded' | 'unhealthy';

/** One part of the system as an operator sees it: how it is, and the figures that tell why. */
export interface SystemSection {
  readonly status: SystemStatus;
  readonly [figure: string]: unknown;
}

export type SectionReader = () => SystemSection | Promise<SystemSection>;

export interface SystemHealth {
  readonly status: SystemStatus;
  readonly checkedAt: string;
  /** The sections are older than the status, which is always of this moment. */
  readonly stale: boolean;
  readonly [section: string]: unknown;
}

/** A report is kept this long: looking costs the databases something, and load balancers look often. */
const HEALTHY_KEPT_MS = 60_000;
const UNWELL_KEPT_MS = 5_000;

/** A section that takes longer counts as unhealthy; the report is answered all the same. */
const SECTION_MS_MAX = 1_000;

interface Kept {
  readonly atMs: number;
  readonly status: SystemStatus;
  readonly sections: Readonly<Record<string, SystemSection>>;
}

/** The whole system's health for `/admin/system-health`. It always answers, whatever is down. */
export class SystemReport {
  private readonly readers = new Map<string, SectionReader>();
  private kept: Kept | undefined;
  private reading: Promise<Kept> | undefined;

  constructor(
    private readonly board: HealthBoard,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Adds a section; parts of one process that share a name share a section. */
  add(name: string, read: SectionReader): void {
    this.readers.set(name, read);
  }

  async health(): Promise<SystemHealth> {
    const { atMs, status: found, sections } = await this.current();
    const ready = this.board.readiness().every(({ down }) => down === undefined);
    const status = ready ? found : 'unhealthy';
    return { status, checkedAt: new Date(atMs).toISOString(), stale: found !== status, ...sections };
  }

  private async current(): Promise<Kept> {
    const keptMs = this.kept?.status === 'healthy' ? HEALTHY_KEPT_MS : UNWELL_KEPT_MS;
    if (this.kept && this.clock() - this.kept.atMs < keptMs) return this.kept;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<Kept> {
    const read = [...this.readers].map(async ([name, reader]) => [name, await sectionOf(reader)] as const);
    const sections = Object.fromEntries(await Promise.all(read));
    const status = worstOf(Object.values(sections).map((section) => section.status));
    this.kept = { atMs: this.clock(), status, sections };
    return this.kept;
  }
}

export function worstOf(statuses: readonly SystemStatus[]): SystemStatus {
  return (['unhealthy', 'degraded'] as const).find((status) => statuses.includes(status)) ?? 'healthy';
}

class TooSlow extends Error {}

async function sectionOf(reader: SectionReader): Promise<SystemSection> {
  try {
    return await within((async () => reader())(), SECTION_MS_MAX, () => new TooSlow());
  } catch (error) {
    const reason = error instanceof TooSlow ? 'no answer in time' : 'the report failed';
    return { status: 'unhealthy', reason };
  }
}
