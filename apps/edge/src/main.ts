import 'reflect-metadata';
import { startEdge } from './start-edge.js';

await startEdge(process.env);
