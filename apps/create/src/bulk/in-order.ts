/**
 * Works on many items at a time and yields the results in the items' order. Memory is bounded: no more than
 * `inFlightMax` items are taken before the oldest of them is answered.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  inFlightMax: number,
  work: (item: Item, index: number) => Promise<Result>,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  let index = 0;
  try {
    for await (const item of items) {
      underWay.push(work(item, index));
      index += 1;
      if (underWay.length >= inFlightMax) yield await underWay.shift()!;
    }
    while (underWay.length > 0) yield await underWay.shift()!;
  } finally {
    await Promise.allSettled(underWay);
  }
}
