import 'reflect-metadata';
import { startStandalone } from './start-standalone.js';

await startStandalone(process.env);
