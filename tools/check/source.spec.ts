import { expect, test } from '@jest/globals';
import { readSource } from './source.ts';

const imports = (text: string): string[] =>
  readSource('libs/link/src/a.ts', text).imports.map(({ line, kind, name }) => `${line} ${kind} ${name}`);

test.each([
  ["import { a } from './a.js';", 'import ./a.js'],
  ["import type { A } from './a.js';", 'import ./a.js'],
  ["import './a.js';", 'import ./a.js'],
  ["export { a } from './a.js';", 'import ./a.js'],
  ["export * from './a.js';", 'import ./a.js'],
  ["const a = await import('./a.js');", 'import ./a.js'],
  ["const a = require('a');", 'import a'],
  ["import a = require('a');", 'import a'],
  ["type A = import('./a.js').A;", 'import ./a.js'],
  ["const a: typeof import('./a.js') = b;", 'import ./a.js'],
  ["import.meta.resolve('a/b');", 'resolve a/b'],
  ["require.resolve('a/b');", 'resolve a/b'],
])('%s', (text, expected) => {
  expect(imports(text)).toEqual([`1 ${expected}`]);
});

test('lines are counted after characters of several bytes', () => {
  expect(imports("// naïve 🙂\nconst text = 'é';\nimport 'a';\n")).toEqual(['3 import a']);
});

test('comments, strings and other calls of resolve import nothing', () => {
  expect(
    imports("// import 'a';\nconst text = \"import 'b'\";\nlinks.resolve('c');\nimport(text);\n"),
  ).toEqual([]);
});

test('a file that cannot be parsed is named', () => {
  expect(() => readSource('libs/link/src/broken.ts', 'import {')).toThrow(
    'libs/link/src/broken.ts cannot be parsed',
  );
});
