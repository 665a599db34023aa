import { oneOf } from '../../demo/random.ts';
import type { Link, Trial } from './trial.ts';

export interface EditedLinksOptions {
  readonly readsPerSecond: number;
  readonly editsPerSecond: number;
}

/** Links that are followed by chance through every lookup and edited in turn, so that an edit is answered long before the next of its link. */
export function followAndEdit(
  trial: Trial,
  links: readonly Link[],
  { readsPerSecond, editsPerSecond }: EditedLinksOptions,
): { stop(): Promise<unknown> } {
  const { client } = trial;
  const readers = trial.load({
    perSecond: readsPerSecond,
    step: (random) => client.follow(oneOf(links, random).name, oneOf(client.lookups, random)),
  });
  let edits = 0;
  const writer = trial.load({
    perSecond: editsPerSecond,
    step() {
      const { name } = links[edits % links.length]!;
      edits += 1;
      return client.change(name, { url: trial.url(links.length + edits) });
    },
  });
  return { stop: () => Promise.all([readers.stop(), writer.stop()]) };
}
