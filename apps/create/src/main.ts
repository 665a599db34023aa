import 'reflect-metadata';
import { startCreate } from './start-create.js';

await startCreate(process.env);
