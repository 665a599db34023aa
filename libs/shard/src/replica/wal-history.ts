interface WalSample {
  readonly position: number;
  /** When this process first saw the primary there. */
  readonly atMs: number;
}

/** Positions remembered: a busy primary has a new one at each look, so about a minute. */
const SAMPLES_MAX = 60;

/** A log position just behind a page's header stands for the end of the page before it, where a replay stops. */
const PAGE_BYTES = 8192;
const PAGE_HEADER_BYTES_MAX = 40;

/** How far a replica has come, as it said itself. */
export interface ReplayPoint {
  readonly position: number;
  /** On this process's clock. */
  readonly seenAtMs: number;
  /** Since the commit that was replayed last was made; null when none was since the replica started. */
  readonly lastCommitAgoMs: number | null;
}

/**
 * Where the primary's log has been. A replica's lag is the age of the first position that it has not reached: times
 * are this process's alone, and a primary that writes nothing leaves nobody behind.
 */
export class WalHistory {
  private samples: WalSample[] = [];
  private heardAtMs = -Infinity;

  /** When the primary last told its position; never: -Infinity. */
  get comparedAtMs(): number {
    return this.heardAtMs;
  }

  /** Asked and answered on this process's clock. */
  note(inserted: number, atMs: number, heardAtMs = atMs): void {
    this.heardAtMs = heardAtMs;
    const position = withoutPageHeader(inserted);
    const newest = this.samples.at(-1);
    if (position === newest?.position) return;
    // A new primary may stand before the one it follows, whose lost tail no replica will ever reach.
    if (newest && position < newest.position) this.samples = [];
    this.samples.push({ position, atMs });
    if (this.samples.length > SAMPLES_MAX) this.samples.shift();
  }

  /** At least so many ms; undefined while the primary was never asked. */
  lagMs({ position, seenAtMs, lastCommitAgoMs }: ReplayPoint): number | undefined {
    const [oldest] = this.samples;
    if (!oldest) return undefined;
    const missed = this.samples.find((sample) => sample.position > position);
    if (!missed) return 0;
    // A primary that went away may have taken a tail of its log with it that nobody will ever replay: whoever kept up
    // with it until it fell silent goes on serving.
    const knownMs = Math.max(0, Math.min(seenAtMs, this.heardAtMs) - missed.atMs);
    // Behind everything that is remembered: only the primary's own timestamps tell how far, and never too little.
    return missed === oldest ? Math.max(knownMs, lastCommitAgoMs ?? Infinity) : knownMs;
  }
}

/** Otherwise a primary that fell silent right after a switch of segments would leave every replica behind for good. */
function withoutPageHeader(position: number): number {
  const inPage = position % PAGE_BYTES;
  return inPage <= PAGE_HEADER_BYTES_MAX ? position - inPage : position;
}
