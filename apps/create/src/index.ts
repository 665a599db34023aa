export { aliasFormProblems, createProblems, urlProblems } from './create.errors.js';
export { createMetrics } from './create.metrics.js';
export { CreateModule } from './create.module.js';
export { CreateOptions, createTopics } from './create.settings.js';
export { mountApiPage } from './openapi/api-page.js';
