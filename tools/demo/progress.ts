/** How far a long piece of work is: a bar that redraws itself on a terminal, a line every second elsewhere. */
const BAR_CELLS = 24;
const REDRAW_MS = 100;
const LINE_MS = 1000;

export interface ProgressState {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
}

/** `create [████████░░░░]  67 %  4,021 / 6,002  3,950/s  1 s left`. */
export function progressLine(state: ProgressState): string {
  const { label, done, total } = state;
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const cells = Math.floor(share * BAR_CELLS);
  const bar = '█'.repeat(cells) + '░'.repeat(BAR_CELLS - cells);
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  return `${label.padEnd(8)} [${bar}] ${percent}  ${count(done)} / ${count(total)}  ${speed(state)}`;
}

/** Thousands are set apart, whatever the language of the machine. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function speed({ done, total, elapsedMs }: ProgressState): string {
  if (done === 0 || elapsedMs <= 0) return 'starting';
  const perSecond = (done * 1000) / elapsedMs;
  const rate = `${count(perSecond)}/s`;
  return done >= total ? `${rate}  done` : `${rate}  ${timeLeft((total - done) / perSecond)} left`;
}

function timeLeft(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export class Progress {
  readonly #label: string;
  readonly #total: number;
  readonly #screen: Screen;
  readonly #startedAt: number;
  readonly #now: () => number;
  #done = 0;
  #shownAt: number;
  #shownDone = -1;

  constructor(
    label: string,
    total: number,
    screen: Screen = process.stdout,
    now: () => number = () => performance.now(),
  ) {
    this.#label = label;
    this.#total = total;
    this.#screen = screen;
    this.#now = now;
    this.#startedAt = now();
    this.#shownAt = this.#startedAt;
  }

  get done(): number {
    return this.#done;
  }

  get elapsedMs(): number {
    return this.#now() - this.#startedAt;
  }

  /** What was done in a second, over the whole time. */
  get perSecond(): number {
    return (this.#done * 1000) / Math.max(1, this.elapsedMs);
  }

  advance(steps = 1): void {
    this.set(this.#done + steps);
  }

  set(done: number): void {
    this.#done = done;
    const now = this.#now();
    if (now - this.#shownAt < (this.#screen.isTTY ? REDRAW_MS : LINE_MS)) return;
    this.#shownAt = now;
    if (done === this.#shownDone) return;
    this.#shownDone = done;
    this.#show('');
  }

  /** Shows the last state and leaves it standing. */
  end(): void {
    this.#show('\n');
  }

  #show(lineEnd: string): void {
    const { isTTY, columns = 100 } = this.#screen;
    const state = { label: this.#label, done: this.#done, total: this.#total, elapsedMs: this.elapsedMs };
    const line = progressLine(state);
    this.#screen.write(isTTY ? `\r${line.slice(0, columns - 1)}\u001b[K${lineEnd}` : `${line}\n`);
  }
}
