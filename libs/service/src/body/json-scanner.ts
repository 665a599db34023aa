import type { InputFault } from '@fleetlink/problem';
import { jsonPointer } from './json-pointer.js';

export interface JsonLimits {
  /** Objects and arrays within each other. */
  readonly depthMax: number;
  /** Faults that are reported; the rest is left out. */
  readonly faultsMax: number;
}

interface Frame {
  /** The keys of an object so far; undefined for an array. */
  readonly keys: Set<string> | undefined;
  /** Where the scan is: the last key of an object, or the index within an array. */
  step: string | number;
  expectsKey: boolean;
}

const prototypeKeys = new Set(['__proto__', 'constructor', 'prototype']);

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENS_ARRAY = 0x5b;
const CLOSES_ARRAY = 0x5d;
const OPENS_OBJECT = 0x7b;
const CLOSES_OBJECT = 0x7d;

/**
 * One pass over JSON text for what JSON.parse lets through. It does not judge the grammar: on text that is
 * no JSON its findings mean nothing, except that depth is never underrated.
 */
export class JsonScanner {
  private readonly faults: InputFault[] = [];
  private readonly frames: Frame[] = [];
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly limits: JsonLimits,
  ) {}

  scan(): readonly InputFault[] {
    if (!this.text.isWellFormed()) this.report('text', 'The text holds half a surrogate pair.');
    while (this.at < this.text.length && this.faults.length < this.limits.faultsMax) {
      const character = this.text.charCodeAt(this.at);
      if (character === QUOTE) this.passString();
      else if (!this.passMark(character)) break;
    }
    return this.faults;
  }

  /** @returns false when the scan must stop. */
  private passMark(character: number): boolean {
    this.at += 1;
    if (character === OPENS_OBJECT || character === OPENS_ARRAY) return this.open(character);
    if (character === CLOSES_OBJECT || character === CLOSES_ARRAY) this.frames.pop();
    else if (character === COMMA) this.next();
    return true;
  }

  private open(character: number): boolean {
    if (this.frames.length >= this.limits.depthMax) {
      this.report('depth', `Nothing may be nested deeper than ${this.limits.depthMax} levels.`);
      return false;
    }
    const isObject = character === OPENS_OBJECT;
    this.frames.push({
      keys: isObject ? new Set() : undefined,
      step: isObject ? '' : 0,
      expectsKey: isObject,
    });
    return true;
  }

  private next(): void {
    const frame = this.frames.at(-1);
    if (frame === undefined) return;
    if (typeof frame.step === 'number') frame.step += 1;
    else frame.expectsKey = true;
  }

  private passString(): void {
    const start = this.at + 1;
    const end = this.stringEnd(start);
    this.at = end + 1;
    const raw = this.text.slice(start, end);
    const escaped = raw.includes('\\');
    const value = escaped ? unescaped(raw) : raw;
    const frame = this.frames.at(-1);
    if (frame?.keys && frame.expectsKey) this.passKey(frame, frame.keys, value);
    if (escaped && (!value.isWellFormed() || value.includes('\0')))
      this.report('text', 'Text may hold neither NUL nor half a surrogate pair.');
  }

  private passKey(frame: Frame, keys: Set<string>, key: string): void {
    frame.step = key;
    frame.expectsKey = false;
    if (prototypeKeys.has(key)) this.report('unknown', 'This field is not known.');
    else if (keys.has(key)) this.report('duplicate', 'This field is given twice.');
    keys.add(key);
  }

  /** Index of the closing quote: the next one that an even number of backslashes precedes. */
  private stringEnd(start: number): number {
    for (let end = this.text.indexOf('"', start); end !== -1; end = this.text.indexOf('"', end + 1)) {
      let first = end;
      while (first > start && this.text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
      if ((end - first) % 2 === 0) return end;
    }
    return this.text.length;
  }

  private report(rule: string, message: string): void {
    this.faults.push({ pointer: jsonPointer(this.frames.map(({ step }) => step)), rule, message });
  }
}

function unescaped(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}
