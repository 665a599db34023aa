/**
 * Works on many items at a time and yields the results in the items' order, each as soon as it and those before it
 * are there: a client may wait for answers before it sends more. Memory is bounded: no more than `inFlightMax` items
 * are taken before the oldest of them is answered.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  inFlightMax: number,
  work: (item: Item, index: number) => Promise<Result>,
): AsyncGenerator<Result> {
  const source = iteratorOf(items);
  const underWay: Promise<Result>[] = [];
  let index = 0;
  let next: Promise<IteratorResult<Item>> | undefined = source.next();
  try {
    while (next || underWay.length > 0) {
      const taken = await takenFirst(underWay.length < inFlightMax ? next : undefined, underWay[0]);
      if (taken === ANSWERED) yield await underWay.shift()!;
      else if (taken.done) next = undefined;
      else {
        underWay.push(work(taken.value, index));
        index += 1;
        next = source.next();
      }
    }
  } finally {
    next?.catch(() => {});
    await Promise.allSettled(underWay);
    await source.return?.();
  }
}

const ANSWERED = Symbol('answered');

/** Whichever comes first: an item to work on, or the oldest answer. */
function takenFirst<Item>(
  next: Promise<IteratorResult<Item>> | undefined,
  oldest: Promise<unknown> | undefined,
): Promise<IteratorResult<Item> | typeof ANSWERED> {
  const answered = oldest?.then(
    () => ANSWERED,
    () => ANSWERED,
  );
  return Promise.race([answered, next].filter((promise) => promise !== undefined)) as Promise<
    IteratorResult<Item> | typeof ANSWERED
  >;
}

function iteratorOf<Item>(items: AsyncIterable<Item> | Iterable<Item>): AsyncIterator<Item> {
  if (Symbol.asyncIterator in items) return items[Symbol.asyncIterator]();
  const source = items[Symbol.iterator]();
  return { next: async () => source.next() };
}
