import { describe, expect, it } from '@jest/globals';
import { faultText, parseFault } from './injected-fault.ts';

describe('a fault', () => {
  it.each([
    ['off', { kind: 'off' }],
    ['half-open', { kind: 'half-open' }],
    ['reset', { kind: 'reset' }],
    ['delay=200', { kind: 'delay', ms: 200 }],
    ['delay=0', { kind: 'delay', ms: 0 }],
    ['byte-per-second', { kind: 'throttle', bytesPerSecond: 1 }],
    ['throttle=4096', { kind: 'throttle', bytesPerSecond: 4096 }],
  ])('%s is read and written', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
    expect(faultText(parseFault(text))).toBe(text);
  });

  it.each([
    '',
    'delay',
    'delay=',
    'delay=-1',
    'delay=1.5',
    'delay=600001',
    'throttle=0',
    'throttle=1000000001',
    'reset=1',
    'half-open=',
    'delay=1=2',
    'toString',
    'OFF',
  ])('"%s" is none', (text) => expect(() => parseFault(text)).toThrow('is no fault'));
});
