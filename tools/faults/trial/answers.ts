/** What became of many requests for names that lead somewhere. */
import { percentile } from '../../demo/latency.ts';
import type { Answer } from '../../demo/service.client.ts';

export class Answers {
  readonly all: Answer[] = [];
  /** Redirects to where the link leads. */
  right = 0;
  /** Redirects to anywhere else. */
  wrong = 0;
  /** 404, although the link is there. */
  absent = 0;
  /** 503. */
  unavailable = 0;
  /** Everything else; 0 is no answer at all. */
  readonly otherStatuses = new Set<number>();

  add(answer: Answer, url: string): void {
    this.all.push(answer);
    const { status, location } = answer;
    if (status === 302 && location === url) this.right += 1;
    else if (status === 302) this.wrong += 1;
    else if (status === 404) this.absent += 1;
    else if (status === 503) this.unavailable += 1;
    else this.otherStatuses.add(status);
  }

  /** Right answers of all, from 0 to 1. */
  get availability(): number {
    return this.right / Math.max(1, this.all.length);
  }

  /** ms that this share of all answers took at most; 0 without any. */
  slowest(share: number): number {
    return percentile(Float64Array.from(this.all, ({ ms }) => ms).sort(), share);
  }

  /** What no fault excuses, as claims of an outcome. */
  neverAllowed(): (readonly [boolean, string])[] {
    return [
      [this.all.length === 0, 'nothing was asked for'],
      [this.wrong > 0, `${this.wrong} redirects led somewhere else`],
      [this.absent > 0, `${this.absent} answers were 404 although the link is there`],
      [this.otherStatuses.size > 0, `there were answers with status ${[...this.otherStatuses].join(', ')}`],
    ];
  }
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
