export { edgeMetrics } from './edge.metrics.js';
export { edgeTopics } from './edge.settings.js';
