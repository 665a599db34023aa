/** The pieces of a command line: options, numbers, settings. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { PORT_BASE_MAX, PORT_BASE_MIN } from '../plan/port-plan.ts';
import { RigError } from '../rig-error.ts';

export type Options = NonNullable<ParseArgsConfig['options']>;

export const TEXT = { type: 'string' } as const;
export const TEXTS = { type: 'string', multiple: true } as const;
export const FLAG = { type: 'boolean' } as const;

/** Every command takes these. */
export const COMMON = { 'port-base': TEXT, help: { type: 'boolean', short: 'h' } } as const;

export function readOptions<const Known extends Options>(args: readonly string[], options: Known) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\. (?=To )/);
    throw misuse(sentence ?? 'unknown option');
  }
}

export function readPortBase(text: string | undefined): number | undefined {
  return readNumber('--port-base', text, [PORT_BASE_MIN, PORT_BASE_MAX]);
}

export function readNumber(
  option: string,
  text: string | undefined,
  [min, max]: readonly [number, number],
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw misuse(`${option} is a whole number from ${min} to ${max}, not ${text}`);
  return value;
}

export function readSetting(text: string): readonly [string, string] {
  const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw misuse(`--set takes NAME=VALUE, such as LOG_LEVEL=debug, not ${text}`);
  return [name, value];
}

export function misuse(sentence: string): RigError {
  return new RigError(sentence, 'npm run rig -- --help shows how it is used');
}
