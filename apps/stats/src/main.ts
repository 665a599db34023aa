import 'reflect-metadata';
import { startStats } from './start-stats.js';

await startStats(process.env);
