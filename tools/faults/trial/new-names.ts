import { oneOf } from '../../demo/random.ts';
import type { Answers } from './answers.ts';
import type { Load } from './load.ts';
import type { Link, Trial } from './trial.ts';

export interface NewNames {
  readonly perSecond: number;
  /** Taken from its end, each asked for once; without any left, nothing is asked. */
  readonly links: Link[];
  readonly answers: Answers;
  readonly lookups?: readonly string[];
}

/** A load of names that no lookup has seen: every answer needs its shard. */
export function askForNewNames(trial: Trial, { perSecond, links, answers, lookups }: NewNames): Load {
  return trial.load({
    perSecond,
    async step(random) {
      const via = oneOf(lookups ?? trial.client.lookups, random);
      const link = links.pop();
      if (link) answers.add(await trial.client.follow(link.name, via), link.url);
    },
  });
}
