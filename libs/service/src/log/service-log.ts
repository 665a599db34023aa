import cluster from 'node:cluster';
import { pino, stdSerializers, stdTimeFunctions, type LogFn } from 'pino';
import { prettyFactory } from 'pino-pretty';

/** The process's log: the part of pino's face that we use, as a class so that it can be injected. */
export abstract class ServiceLog {
  abstract readonly fatal: LogFn;
  abstract readonly error: LogFn;
  abstract readonly warn: LogFn;
  abstract readonly info: LogFn;
  abstract readonly debug: LogFn;
  abstract readonly trace: LogFn;
  /** A log whose lines carry `bindings` as well, such as `{ part: 'spool' }`. */
  abstract child(bindings: Readonly<Record<string, unknown>>): ServiceLog;
}

export interface LogOptions {
  readonly name: string;
  readonly level: string;
  /** Where lines go; standard output unless a test listens. */
  readonly write?: (line: string) => void;
}

const secretFields = ['authorization', 'x-api-key', 'cookie', 'set-cookie', 'secret', 'password'];

/** Field names stay within two levels: deeper objects do not belong in a log line. */
const redactedPaths = secretFields.flatMap((field) => [
  `["${field}"]`,
  `*["${field}"]`,
  `headers["${field}"]`,
  `*.headers["${field}"]`,
]);

/** An API key must not reach a log by any way, not even inside an error's text: its id is enough. */
const apiKeyText = /\bfl_([0-9A-Za-z]{12})_[0-9A-Za-z]+/g;

/** JSON lines, or readable ones where a person looks on. Writing is synchronous: an exit loses nothing. */
export function createLog({ name, level, write }: LogOptions): ServiceLog {
  const stream = write ? { write } : standardOutput();
  return pino(
    {
      name,
      level,
      // Workers share their primary's standard output.
      base: { name, worker: cluster.worker?.id },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: stdSerializers.errWithCause },
      redact: { paths: redactedPaths, censor: '[redacted]' },
      hooks: { streamWrite: (line) => line.replace(apiKeyText, 'fl_$1_[redacted]') },
    },
    stream,
  );
}

function standardOutput() {
  if (!process.stdout.isTTY) return pino.destination({ dest: 1, sync: true });
  const pretty = prettyFactory({ colorize: true, ignore: 'name', translateTime: 'SYS:HH:MM:ss.l' });
  return { write: (line: string) => void process.stdout.write(pretty(line) ?? '') };
}
