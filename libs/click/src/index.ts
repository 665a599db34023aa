export { clickSettings } from './click.settings.js';
export type { ClickSettings } from './click.settings.js';
export { statsProblems } from './click.errors.js';
export { zeroCounters } from './click-counters.js';
export type { ClickCounters } from './click-counters.js';
export { clickMigrations } from './migrations.js';
export type { ClickEvent, ClickFacts } from './event/click-event.js';
export { CLICKS_PATTERN, isRejection, parseEnvelope, serialiseEnvelope } from './event/click-envelope.js';
export type { ClickEnvelope, EnvelopeRejection } from './event/click-envelope.js';
export { clickOverrides } from './event/click-overrides.js';
export { firstLanguage } from './event/first-language.js';
export { networkOf } from './event/network.js';
export { referrerHost } from './event/referrer-host.js';
export { CountryFinder } from './country/country-finder.js';
export { VisitorHasher } from './visitor/visitor-hasher.js';
export { VisitorKeyStore } from './visitor/visitor-key.store.js';
export { VisitorKeys } from './visitor/visitor-keys.js';
export { VisitorSketch } from './visitor/visitor-sketch.js';
export { ClickSpool } from './spool/click-spool.js';
export type { SpoolOptions } from './spool/click-spool.js';
export { ClickDescriber } from './record/click-describer.js';
export { ClickRecorder } from './record/click-recorder.js';
export type { ClickGauges, RecorderParts } from './record/click-recorder.js';
export type { ClickBus } from './record/spool-sender.js';
export { busOver } from './bus/client-bus.js';
export type { DeadLetter, DeadLetters } from './bus/dead-letters.js';
export { GroupDelivery } from './bus/group-delivery.js';
export type { BusMessage, DeliveryCounters, DeliveryParts } from './bus/group-delivery.js';
export { MemoryBus } from './bus/memory-bus.js';
export { MemoryBusClient } from './bus/memory-bus.client.js';
export { MemoryBusServer } from './bus/memory-bus.server.js';
export type { MemoryBusServerParts } from './bus/memory-bus.server.js';
export type { StreamLag } from './bus/stream-group.js';
export { StreamsBusClient } from './bus/streams-bus.client.js';
export type { StreamsBusClientParts } from './bus/streams-bus.client.js';
export { StreamsBusServer } from './bus/streams-bus.server.js';
export type { StreamsBusServerParts } from './bus/streams-bus.server.js';
export { BotFinder } from './tally/bot-finder.js';
export { ClickBatchController } from './tally/click-batch.controller.js';
export { ClickPartitions } from './tally/click-partitions.js';
export { ClickRetention } from './tally/click-retention.js';
export type { RetentionOutcome, RetentionParts } from './tally/click-retention.js';
export { DeadBatchStore } from './tally/dead-batch.store.js';
export { TallyCounters } from './tally/tally-counters.js';
export { TallyStore } from './tally/tally.store.js';
export type { TallyOutcome } from './tally/tally.store.js';
export { bucketKinds } from './answer/buckets.js';
export type { BucketKind } from './answer/buckets.js';
export { ClickAnswers } from './answer/click-answers.store.js';
export type {
  LinkStats,
  LinkStatsQuestion,
  TenantSummary,
  ValueClicks,
} from './answer/click-answers.store.js';
