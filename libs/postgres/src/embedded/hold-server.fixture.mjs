// A process that holds an embedded server, for tests that kill it: `node --import source-hook.mjs <this> <options>`.
// It prints one line of JSON and stops the server when its standard input ends.
import { EmbeddedServer } from './embedded-server.ts';

try {
  const server = await EmbeddedServer.start(JSON.parse(process.argv[2]));
  const { pid, adopted, notice } = server;
  process.stdout.write(`${JSON.stringify({ pid, adopted, notice, url: server.url('postgres') })}\n`);
  await new Promise((resolve) => process.stdin.once('close', resolve).resume());
  await server.stop();
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: error.message })}\n`);
}
