import 'reflect-metadata';
import { startLookup } from './start-lookup.js';

await startLookup(process.env);
