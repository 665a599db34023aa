import type { HealthBoard } from './health-board.js';

/** One part of the system as an operator sees it: whether it is well, and the figures that tell why. */
export interface SystemSection {
  readonly healthy: boolean;
  readonly [figure: string]: unknown;
}

export type SectionReader = () => SystemSection | Promise<SystemSection>;

export interface SystemHealth {
  readonly status: 'healthy' | 'unhealthy';
  readonly checkedAt: string;
  /** The sections are older than the status, which is always of this moment. */
  readonly stale: boolean;
  readonly [section: string]: unknown;
}

/** A report is kept this long: looking costs the databases something, and load balancers look often. */
const HEALTHY_KEPT_MS = 60_000;
const UNHEALTHY_KEPT_MS = 5_000;

/** A section that takes longer counts as unhealthy; the report is answered all the same. */
const SECTION_MS_MAX = 1_000;

interface Kept {
  readonly atMs: number;
  readonly healthy: boolean;
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
    const { atMs, healthy, sections } = await this.current();
    const ready = this.board.readiness().every(({ down }) => down === undefined);
    const status = healthy && ready ? 'healthy' : 'unhealthy';
    return {
      status,
      checkedAt: new Date(atMs).toISOString(),
      stale: healthy !== (status === 'healthy'),
      ...sections,
    };
  }

  private async current(): Promise<Kept> {
    const keptMs = this.kept?.healthy ? HEALTHY_KEPT_MS : UNHEALTHY_KEPT_MS;
    if (this.kept && this.clock() - this.kept.atMs < keptMs) return this.kept;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<Kept> {
    const read = [...this.readers].map(async ([name, reader]) => [name, await sectionOf(reader)] as const);
    const sections = Object.fromEntries(await Promise.all(read));
    const healthy = Object.values(sections).every((section) => section.healthy);
    this.kept = { atMs: this.clock(), healthy, sections };
    return this.kept;
  }
}

async function sectionOf(reader: SectionReader): Promise<SystemSection> {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<SystemSection>((resolve) => {
    timer = setTimeout(() => resolve({ healthy: false, reason: 'no answer in time' }), SECTION_MS_MAX);
  });
  try {
    return await Promise.race([(async () => reader())(), tooSlow]);
  } catch {
    return { healthy: false, reason: 'the report failed' };
  } finally {
    clearTimeout(timer);
  }
}
