export { connectHints } from './change/connect-hints.js';
export { RedirectLane } from './lane/redirect-lane.js';
export { lookupMetrics } from './lookup.metrics.js';
export { LookupModule, nameAnswering } from './lookup.module.js';
export type { LookupModuleOptions } from './lookup.module.js';
export { laneLimits, LookupOptions, lookupTopics } from './lookup.settings.js';
export { errorPage } from './page/error.page.js';
export { nameProblems } from './redirect/name-answers.js';
