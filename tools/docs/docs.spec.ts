import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { catalogues, pages } from './pages.ts';
import { problemsOf } from './problems-page.ts';

describe('generated documents', () => {
  it.each(Object.keys(pages))('%s says what the code says (npm run docs)', (path) => {
    expect(readFileSync(path, 'utf8')).toBe(pages[path]);
  });

  it('no code stands for two problems', () => {
    const codes = problemsOf(catalogues).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe('the README', () => {
  const readme = readFileSync('README.md', 'utf8');
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

  it('names only files and folders that are there', () => {
    const paths = [...readme.matchAll(/\]\((?!http)([^)#]+)\)/g)].map(([, path]) => path!);
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('names only commands that are there', () => {
    const commands = [...readme.matchAll(/npm (?:run )?([a-z][a-z:]*)/g)].map(([, command]) => command!);
    const known = new Set([...Object.keys(scripts), 'ci', 'run', 'are']);
    expect(commands.filter((command) => !known.has(command))).toEqual([]);
  });
});
