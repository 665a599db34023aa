/** What one unit carries on one core. Figures with a benchmark are compared with docs/performance.md by a test. */
export const unitFigures = {
  /** CPU of a redirect from memory with its click, in µs: benchmark `redirect`. */
  redirectMicros: 19.9,
  /** CPU of nginx for a request it hands on, in µs: twice what the lookup behind it takes. */
  gatewayMicros: 40,
  /** CPU of create for one link that comes alone, in µs: five times that of the benchmark `bulk`. */
  createMicros: 160,
  /** Clicks a second that one consumer takes from one stream into Postgres: benchmark `bus`. */
  clicksPerSecond: 14_052,
  /** CPU of Postgres for a click, in µs: benchmark `bus`. */
  clickDatabaseMicros: 46.4,
  /** Codes a second that Postgres finds with a statement each: benchmark `l3`. */
  readsPerSecond: 14_929,
  /** Links a second that Postgres takes: benchmark `bulk`, whose four shards share two cores. */
  writesPerSecond: 25_782 / 4,
  /** Look-ups a second of one process in Redis, which is less than a master can answer: benchmark `l2`. */
  cacheReadsPerSecond: 63_971,
  /** Heap and indexes of a link, with its change, on a shard. */
  linkBytes: 400,
  /** A copy in Redis, with what Redis adds. */
  copyBytes: 400,
  /** A click in an envelope. */
  clickBytes: 111,
  /** A single click in Postgres, and its rows in each of the three grains where no other click shares them. */
  rawClickBytes: 217,
  rollupBytes: 210,
} as const;

/** How the services are run: docs/settings.md and k8s/ say the same. */
export const policies = {
  /** Of its cores in use at peak: what the HPA aims at. */
  utilisation: 0.7,
  /** Benchmarks run on loopback with warm caches; the world is taken for so many times dearer. */
  allowance: 3,
  /** The least of each service, over three zones. */
  podsMin: { gateway: 3, lookup: 5, create: 3, stats: 3 },
  shardsMin: 4,
  replicasMin: 3,
  /** A shard is split before it grows beyond this. */
  shardBytesMax: 500e9,
  mastersMin: 3,
  cacheSeconds: 300,
  /** The statistics may be away this long before streams are full. */
  streamSeconds: 3600,
  redisBytesMax: 6 * 2 ** 30,
  poolSize: 8,
  connectionsMax: 200,
  rawDays: 30,
  minuteDays: 2,
  quarterDays: 400,
  dayDays: 730,
} as const;
