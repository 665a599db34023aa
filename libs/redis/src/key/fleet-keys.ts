import { defineKeys } from './key-class.js';

/** The hash tag is the link's name: its slot on the cache cluster is the slot that also decides its shard. */
export const linkKeys = defineKeys({
  link: {
    cluster: 'cache',
    type: 'string',
    pattern: 'link:{<name>}',
    ttl: { freshSeconds: 300, keptSeconds: 900, isJittered: true },
    purpose:
      'Where a name leads, living or gone: the second cache tier. Past its fresh time only if no shard can be asked.',
  },
});

export const hotKeys = defineKeys({
  hot: {
    cluster: 'cache',
    type: 'sorted set',
    pattern: 'hot-names',
    ttl: { keptSeconds: 86_400, isJittered: false },
    purpose:
      'Names that are followed most, for processes that start. Bounded by WARM_LINKS; every lookup process adds its own once a minute.',
  },
});

/** Streams of click batches; their number is fixed, as a batch in a stream that nobody reads any more is lost. */
export const CLICK_STREAM_COUNT = 16;

/** `00` to `15`. */
export const clickStreams: readonly string[] = Array.from({ length: CLICK_STREAM_COUNT }, (_, stream) =>
  String(stream).padStart(2, '0'),
);

export const clickKeys = defineKeys({
  clicks: {
    cluster: 'state',
    type: 'stream',
    pattern: 'clicks:{<stream>}',
    purpose:
      'Click batches on their way to the statistics, 00 to 15. Bounded by CLICK_STREAM_BATCHES_MAX; counted ones are deleted.',
  },
});

export const changeKeys = defineKeys({
  changes: {
    cluster: 'state',
    type: 'channel',
    pattern: 'changes',
    purpose: 'Hints that links have changed. Losing one is harmless: every process also polls for changes.',
  },
});
