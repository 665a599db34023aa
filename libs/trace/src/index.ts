export { HeadSampler, headSamplerLimits } from './head-sampler.js';
export { activeSpan, inSharedSpan, inSpan, inThisTrace, startSpan, SHARED_SPANS_MAX } from './spans.js';
export type { SharedWork, SpanRequest } from './spans.js';
export { contextOf, isSampled, isTraceparent, spanContextOf, traceparentOf } from './traceparent.js';
