import { expect, test } from '@jest/globals';
import { nameFault, nameIn } from './name-text.js';

test.each([
  ['spring-sale', 'spring-sale'],
  ['spring-sale+', 'spring-sale'],
  ['http://127.0.0.1:8080/4kQz81xWbN', '4kQz81xWbN'],
  ['HTTPS://go.example.com/l/4kQz81xWbN+?utm=1#top', '4kQz81xWbN'],
  ['/4kQz81xWbN', '4kQz81xWbN'],
  ['https://', ''],
])('%s names %s', (text, name) => {
  expect(nameIn(text)).toBe(name);
});

test('a text that no link can be called is told why', () => {
  expect(nameFault('spring-sale')).toBeUndefined();
  expect(nameFault('ab')).toBe('it has 2 characters; names have 3 to 64');
  expect(nameFault('a'.repeat(65))).toContain('65 characters');
  expect(nameFault('')).toContain('0 characters');
  expect(nameFault('a.b c')).toContain('"."');
  expect(nameFault('größe')).toContain('"ö"');
});
