// Exit code 0 while the service of this container answers: node docker/healthcheck.js [/livez, /readyz or /startupz]

const TIMEOUT_MS = 2_000;

const [, , path = '/livez'] = process.argv;
const url = `http://127.0.0.1:${process.env.MANAGEMENT_PORT}${path}`;
const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined);
process.exitCode = answer?.ok ? 0 : 1;
