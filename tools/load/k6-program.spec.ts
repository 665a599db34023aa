import { expect, test } from '@jest/globals';
import { whyNoGo } from './k6-program.ts';

test.each([
  'go version go1.25.0 linux/amd64',
  'go version go1.26.8 linux/amd64',
  'go version go2.0 darwin/arm64',
])('%s builds k6', (version) => {
  expect(whyNoGo(version)).toBeUndefined();
});

test('an older Go does not, nor does none', () => {
  expect(whyNoGo('go version go1.19.8 linux/amd64\n')).toBe(
    'k6 is not on the PATH, and go version go1.19.8 linux/amd64 is older than Go 1.25, which builds it',
  );
  expect(whyNoGo(undefined)).toBe('neither k6 nor Go is on the PATH');
});
