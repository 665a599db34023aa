export { connectClicks } from './connect-clicks.js';
export { statsMetrics } from './stats.metrics.js';
export { StatsModule } from './stats.module.js';
export { statsTopics } from './stats.settings.js';
