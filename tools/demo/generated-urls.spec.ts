import { expect, test } from '@jest/globals';
import { generatedUrlList } from './generated-urls.ts';

test('generated URLs are all different, canonical, and the same for the same seed', () => {
  const urls = generatedUrlList(7, 6002);
  expect(new Set(urls).size).toBe(6002);
  expect(urls.filter((url) => new URL(url).href !== url)).toEqual([]);
  expect(generatedUrlList(7, 6002)).toEqual(urls);
  expect(generatedUrlList(8, 10)).not.toEqual(urls.slice(0, 10));
});
