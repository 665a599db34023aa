import { expect, test } from '@jest/globals';
import { BANNED_PHRASES, LEFTOVER_MARKS, words } from './words.ts';
import type { Workspace } from './workspace.ts';

/** These fixtures live in memory only: on disk the check would find them. */
function rulesBroken(path: string, text: string): string[] {
  const nothing = {
    scope: '@town/',
    manifest: { name: 'town' },
    projects: [],
    references: [],
    toolSources: [],
  };
  const workspace: Workspace = { ...nothing, texts: [{ path, text }] };
  return words(workspace).map(({ line, rule }) => `${line} ${rule}`);
}

test.each(BANNED_PHRASES)('a banned phrase is found in any file and any case (%#)', (phrase) => {
  expect(rulesBroken('docs/story.md', `first line\nSaid ${phrase.toUpperCase()}, twice.`)).toEqual([
    '2 banned-word',
  ]);
  expect(rulesBroken('k8s/story.yaml', `# the ${phrase}s`)).toEqual(['1 banned-word']);
  expect(rulesBroken('docs/story.md', phrase.replaceAll(' ', '-'))).toHaveLength(1);
});

test.each(BANNED_PHRASES)('part of another word is no phrase (%#)', (phrase) => {
  expect(rulesBroken('docs/story.md', `x${phrase} ${phrase}x`)).toEqual([]);
});

test.each(LEFTOVER_MARKS)('a leftover mark is found in sources, not in prose (%#)', (mark) => {
  expect(rulesBroken('libs/link/src/link.ts', `// ${mark}: later`)).toEqual(['1 leftover-mark']);
  expect(rulesBroken('libs/link/src/link.ts', `mktemp ${mark}${mark} ${mark.toLowerCase()}`)).toEqual([]);
  expect(rulesBroken('README.md', mark)).toEqual([]);
});

test('the lock file is not read: hashes spell anything', () => {
  expect(rulesBroken('package-lock.json', BANNED_PHRASES.join('\n'))).toEqual([]);
});
