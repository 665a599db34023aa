import { expect, test } from '@jest/globals';
import { waitFor } from './wait-for.js';

test('waitFor gives the first truthy answer', async () => {
  let asked = 0;
  expect(await waitFor(() => (++asked === 3 ? 'third' : undefined))).toBe('third');
  expect(asked).toBe(3);
});

test('waitFor gives up in time and passes on an error', async () => {
  await expect(waitFor(() => false, { timeoutMs: 30 })).rejects.toThrow('Not true within 30 ms');
  const failing = (): boolean => {
    throw new Error('broken');
  };
  await expect(waitFor(failing)).rejects.toThrow('broken');
});
