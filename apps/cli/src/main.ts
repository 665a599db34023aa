import 'reflect-metadata';
import { runFleetlink } from './run-fleetlink.js';

// A reader that has seen enough (head) closes the pipe: nothing is left to be said.
process.stdout.on('error', () => process.exit());

process.exitCode = await runFleetlink({
  words: process.argv.slice(2),
  environment: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
});
