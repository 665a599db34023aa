export { edgeTopics } from './edge.settings.js';
