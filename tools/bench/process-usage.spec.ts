import { expect, test } from '@jest/globals';
import { processorMsIn, residentMegabytesIn } from './process-usage.ts';

test('reads processor time behind a name with spaces and brackets', () => {
  const stat = '77 (node (a) b) S 1 77 77 0 -1 4194560 100 0 0 0 250 50 7 8 20 0 11 0 12345 1000 200';
  expect(processorMsIn(stat)).toBe(3000);
  expect(processorMsIn('')).toBeNaN();
});

test('reads the memory that is held', () => {
  expect(residentMegabytesIn('VmPeak:\t  999999 kB\nVmRSS:\t  164864 kB\n')).toBe(161);
  expect(residentMegabytesIn('')).toBeNaN();
});
