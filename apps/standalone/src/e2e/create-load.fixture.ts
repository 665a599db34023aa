import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@fleetlink/testing';
import type { CreateProcess } from './create-fleet.fixture.js';

const ITEMS_PER_REQUEST = 20;
const PAUSE_MS = 20;
const WAIT_MS_MAX = 60_000;

interface LinkAnswer {
  readonly id: string;
  readonly createdAt: string;
}

interface ProblemAnswer {
  readonly code: string;
  readonly detail: string;
}

interface ItemAnswer {
  readonly status: number;
  readonly link?: LinkAnswer;
  readonly problem?: ProblemAnswer;
}

let aliases = 0;

/** Every id that was acknowledged, whoever gave it out. */
export class IdLedger {
  readonly ids = new Set<string>();
  readonly repeated: string[] = [];

  add(id: string): void {
    if (this.ids.has(id)) this.repeated.push(id);
    this.ids.add(id);
  }
}

/** Makes links on one process, one request after the other, until it is told to stop or the process dies. */
export class CreateLoad {
  /** Links that were acknowledged. */
  made = 0;
  /** Links that were refused for want of an id. */
  refused = 0;
  /** Why the last one was. */
  reason = '';
  oldestId: bigint | undefined;
  newestId: bigint | undefined;
  /** When the newest id was minted, by the clock of its process; ms since 1970. */
  newestMs = 0;
  /** Answers that nobody expected. */
  readonly odd: string[] = [];
  private isStopped = false;
  private readonly running: Promise<void>;

  constructor(
    private readonly process: CreateProcess,
    private readonly ledger: IdLedger,
  ) {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }

  /** Waits until so many more links were made. */
  makesMore(count = 3 * ITEMS_PER_REQUEST): Promise<void> {
    const enough = this.made + count;
    return this.until(() => this.made >= enough);
  }

  /** Waits until so many more links were refused. */
  isRefused(count = 3 * ITEMS_PER_REQUEST): Promise<void> {
    const enough = this.refused + count;
    return this.until(() => this.refused >= enough);
  }

  private async until(isEnough: () => boolean): Promise<void> {
    await waitFor(isEnough, { timeoutMs: WAIT_MS_MAX }).catch((error: unknown) => {
      const told = `${this.made} made, ${this.refused} refused: ${this.reason}`;
      throw new Error(`${told}\n${this.process.service.output()}`, { cause: error });
    });
  }

  private async run(): Promise<void> {
    for (; !this.isStopped; await sleep(PAUSE_MS)) {
      const answer = await this.process.client
        .send('POST', '/api/v1/links/bulk', Array.from({ length: ITEMS_PER_REQUEST }, item))
        .catch(() => undefined);
      // A process that was killed leaves requests without an answer; what it acknowledged stands.
      if (answer) for (const one of answer.json<ItemAnswer[]>()) this.note(one);
    }
  }

  private note({ status, link, problem }: ItemAnswer): void {
    if (link) this.noteLink(link);
    else if (problem?.code === 'link/minting') this.noteRefusal(problem);
    // A process that was paused in mid-statement cannot know.
    else if (problem?.code !== 'link/outcome-unknown') this.odd.push(`${status} ${problem?.code}`);
  }

  private noteRefusal({ detail }: ProblemAnswer): void {
    this.refused += 1;
    this.reason = detail;
  }

  private noteLink({ id: text, createdAt }: LinkAnswer): void {
    const id = BigInt(text);
    this.made += 1;
    this.ledger.add(text);
    if (this.oldestId === undefined || id < this.oldestId) this.oldestId = id;
    if (this.newestId === undefined || id > this.newestId) this.newestId = id;
    this.newestMs = Math.max(this.newestMs, Date.parse(createdAt));
  }
}

/** Every other link has an alias: two of those may have one id without any primary key noticing. */
function item(_: unknown, index: number): { url: string; alias?: string } {
  const url = 'https://example.com/load';
  return index % 2 === 0 ? { url } : { url, alias: `load-${(aliases += 1).toString(36).padStart(6, '0')}` };
}
