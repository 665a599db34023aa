import { oneOf, setting, wholeNumber, type TopicValues } from '@fleetlink/settings';

const MEBIBYTE = 2 ** 20;

/** Every limit of the way of a click: buffer, batch, spool, bus, tally and what stats keeps. */
export const clickSettings = {
  bufferEventsMax: setting(
    'CLICK_BUFFER_EVENTS_MAX',
    'Clicks that wait in memory for the disk, about 120 bytes each: five seconds of a process at full speed. More are dropped and counted, never waited for.',
    wholeNumber(100, 1_000_000, 250_000),
  ),
  batchEventsMax: setting(
    'CLICK_BATCH_EVENTS_MAX',
    'Clicks in one batch; a fuller buffer is cut at once.',
    wholeNumber(1, 1000, 200),
  ),
  batchMs: setting(
    'CLICK_BATCH_MS',
    'Longest stay in memory: what kill -9 can lose.',
    wholeNumber(5, 10_000, 50),
  ),
  agentCharactersMax: setting(
    'CLICK_AGENT_CHARACTERS_MAX',
    'User-Agent fields are cut to this length.',
    wholeNumber(64, 1024, 512),
  ),
  countryCacheMax: setting(
    'CLICK_COUNTRY_CACHE_MAX',
    'Truncated addresses whose country is remembered.',
    wholeNumber(100, 1_000_000, 20_000),
  ),
  spoolBytesMax: setting(
    'CLICK_SPOOL_BYTES_MAX',
    'Disk for batches that the bus has not taken; more are dropped and counted.',
    wholeNumber(MEBIBYTE, 2 ** 40, 256 * MEBIBYTE),
  ),
  spoolSegmentBytesMax: setting(
    'CLICK_SPOOL_SEGMENT_BYTES_MAX',
    'A spool file is closed at this size and deleted when all of it is safe.',
    wholeNumber(1024, 256 * MEBIBYTE, 4 * MEBIBYTE),
  ),
  spoolSyncMs: setting(
    'CLICK_SPOOL_SYNC_MS',
    'The spool is flushed to the disk this often: what a power cut can lose beyond the buffer.',
    wholeNumber(5, 60_000, 100),
  ),
  sendsInFlightMax: setting(
    'CLICK_SENDS_IN_FLIGHT_MAX',
    'Batches on their way from the spool to the bus at one time: with twice CLICK_GROUP_BATCHES_MAX, a group waits while another is counted.',
    wholeNumber(1, 1024, 128),
  ),
  drainMs: setting(
    'CLICK_DRAIN_MS',
    'Longest wait for the bus at shutdown; the rest stays in the spool for the next start.',
    wholeNumber(0, 60_000, 5000),
  ),
  busBatchesMax: setting(
    'CLICK_BUS_BATCHES_MAX',
    'Batches that the memory bus holds before its senders wait.',
    wholeNumber(1, 65_536, 256),
  ),
  streamBatchesMax: setting(
    'CLICK_STREAM_BATCHES_MAX',
    'Uncounted batches in each of the 16 Redis streams; more wait in the spool of their sender.',
    wholeNumber(1, 1_000_000, 10_000),
  ),
  claimIdleMs: setting(
    'CLICK_CLAIM_IDLE_MS',
    'A batch that its consumer was silent about for this long is taken over by another one.',
    wholeNumber(100, 3_600_000, 30_000),
  ),
  groupBatchesMax: setting(
    'CLICK_GROUP_BATCHES_MAX',
    'Batches that stats counts in one transaction.',
    wholeNumber(1, 1024, 64),
  ),
  triesMax: setting(
    'CLICK_TRIES_MAX',
    'A batch that fails this often by its own fault is set aside as dead.',
    wholeNumber(1, 100, 5),
  ),
  deadBatchesMax: setting(
    'CLICK_DEAD_BATCHES_MAX',
    'Dead batches kept for inspection; the oldest go first.',
    wholeNumber(1, 1_000_000, 10_000),
  ),
  agentCacheMax: setting(
    'CLICK_AGENT_CACHE_MAX',
    'User-Agent fields whose bot verdict is remembered.',
    wholeNumber(100, 1_000_000, 20_000),
  ),
  rawDays: setting('CLICK_RAW_DAYS', 'Days that single clicks are kept.', wholeNumber(8, 3650, 30)),
  minuteHours: setting(
    'CLICK_MINUTE_HOURS',
    'Hours that counts by minute are kept.',
    wholeNumber(1, 8760, 48),
  ),
  quarterDays: setting(
    'CLICK_QUARTER_DAYS',
    'Days that counts by quarter hour are kept: as long, any time zone is exact.',
    wholeNumber(31, 3660, 400),
  ),
  overrides: setting(
    'CLICK_OVERRIDES',
    'Take a click’s time and country from X-Click-At and X-Click-Country, to replay old logs.',
    oneOf(['off', 'on'], 'off'),
    { refusedInProduction: ['on'] },
  ),
} as const;

export type ClickSettings = TopicValues<typeof clickSettings>;
