import cluster from 'node:cluster';
import { pino, stdTimeFunctions, type LogFn } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { errorFields, lineFields, traceFields, withoutQuery } from './log-fields.js';
import { REDACTED, redactedPaths, withoutSecrets } from './redaction.js';

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
      formatters: { level: (label) => ({ level: label }), log: lineFields },
      mixin: traceFields,
      serializers: { err: errorFields, path: withoutQuery },
      redact: { paths: [...redactedPaths], censor: REDACTED },
      hooks: { streamWrite: withoutSecrets },
    },
    stream,
  );
}

function standardOutput() {
  if (!process.stdout.isTTY) return pino.destination({ dest: 1, sync: true });
  const pretty = prettyFactory({ colorize: true, ignore: 'name', translateTime: 'SYS:HH:MM:ss.l' });
  return { write: (line: string) => void process.stdout.write(pretty(line) ?? '') };
}
