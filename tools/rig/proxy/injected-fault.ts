/** What the fault proxy does to the connections of one node. */
import { RigError } from '../rig-error.ts';

export type InjectedFault =
  | { readonly kind: 'off' }
  /** Every byte arrives this much later, in order. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Connections are accepted and stay open, and every byte is eaten: a network that lost the other side. */
  | { readonly kind: 'half-open' }
  /** Connections are reset, those there are and those to come. */
  | { readonly kind: 'reset' }
  /** In each direction. */
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number };

export const NO_FAULT: InjectedFault = { kind: 'off' };

/** Least and greatest number of each fault that has one. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  delay: [0, 600_000],
  throttle: [1, 1_000_000_000],
};

const PLAIN: Readonly<Record<string, InjectedFault>> = {
  off: NO_FAULT,
  'half-open': { kind: 'half-open' },
  reset: { kind: 'reset' },
  'byte-per-second': { kind: 'throttle', bytesPerSecond: 1 },
};

export const FAULT_WORDS = 'delay=MS, half-open, reset, byte-per-second, throttle=BYTES (a second) or off';

/** Reads `delay=200`, `half-open`, `reset`, `byte-per-second`, `throttle=4096` or `off`. */
export function parseFault(text: string): InjectedFault {
  const fault = Object.hasOwn(PLAIN, text) ? PLAIN[text] : numbered(text);
  if (fault === undefined) throw new RigError(`"${text}" is no fault`, `there are ${FAULT_WORDS}`);
  return fault;
}

function numbered(text: string): InjectedFault | undefined {
  const [, kind = '', digits = ''] = /^(delay|throttle)=(\d{1,10})$/.exec(text) ?? [];
  const [min, max] = RANGES[kind] ?? [Infinity, 0];
  const number = Number(digits);
  if (number < min || number > max) return undefined;
  return kind === 'delay' ? { kind, ms: number } : { kind: 'throttle', bytesPerSecond: number };
}

/** The text that gives this fault when it is read again. */
export function faultText(fault: InjectedFault): string {
  if (fault.kind === 'delay') return `delay=${fault.ms}`;
  if (fault.kind !== 'throttle') return fault.kind;
  return fault.bytesPerSecond === 1 ? 'byte-per-second' : `throttle=${fault.bytesPerSecond}`;
}
