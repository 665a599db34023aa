import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ALIAS_REASONS, AliasPolicy } from './alias-policy.js';
import { TargetPolicy } from './target-policy.js';
import { TARGET_REASONS } from './target-reasons.js';
import { PARSED_RULES, RAW_RULES } from './target-rules.js';

interface Row {
  readonly name: string;
  readonly sentence: string;
  readonly example: string;
}

const page = readFileSync(new URL('../../../docs/url-rules.md', import.meta.url), 'utf8');
const rows = page.split('\n').flatMap(rowOf);
const rowsOf = (kind: 'url' | 'alias') => rows.filter(({ name }) => name.startsWith(`${kind}/`));
const policy = new TargetPolicy({ ownHosts: ['sho.rt'] });
const aliases = new AliasPolicy();

/** A table row whose first and last cells are code; headings and prose give nothing. */
function rowOf(line: string): Row[] {
  const [, name, sentence, example] = /^\| `([^`]+)` *\| (.+?) *\| `([^`]+)` *\|$/.exec(line) ?? [];
  return name && sentence && example ? [{ name, sentence, example: textOf(example) }] : [];
}

/** `"text"`, or `"text" + "a" × 100` for a text with a long tail. */
function textOf(example: string): string {
  const [text = '', tail, times] = example.split(/ [+×] /);
  return JSON.parse(text) + (tail ? JSON.parse(tail).repeat(Number(times)) : '');
}

function codesAndSentences(kind: 'url' | 'alias', reasons: Readonly<Record<string, string>>) {
  return Object.entries(reasons).map(([reason, sentence]) => [`${kind}/${reason}`, sentence]);
}

describe('docs/url-rules.md', () => {
  it('lists exactly the reasons in the code, each with its sentence', () => {
    const listed = rowsOf('url').map(({ name, sentence }) => [name, sentence]);
    expect(listed).toEqual(codesAndSentences('url', TARGET_REASONS));
    const listedForAliases = rowsOf('alias').map(({ name, sentence }) => [name, sentence]);
    expect(listedForAliases).toEqual(codesAndSentences('alias', ALIAS_REASONS));
  });

  it('lists them in the order in which they are checked', () => {
    const reasons = [
      ...RAW_RULES.map(([reason]) => reason),
      'unparsable',
      ...PARSED_RULES.map(([reason]) => reason),
    ];
    expect([...new Set(reasons)]).toEqual(Object.keys(TARGET_REASONS));
  });

  it.each(rowsOf('url'))('shows a URL refused with $name', ({ name, example }) => {
    expect(policy.judge(example)).toMatchObject({ ok: false, reason: name.slice('url/'.length) });
  });

  it.each(rowsOf('alias'))('shows an alias refused with $name', ({ name, example }) => {
    expect(aliases.judge(example)).toMatchObject({ ok: false, reason: name.slice('alias/'.length) });
  });

  it.each(['idn-mixed', 'resolves-private'])('shows a URL with the warning %s', (warning) => {
    const example = rows.find(({ name }) => name === warning)?.example ?? '';
    expect(policy.judge(example)).toMatchObject({ ok: true, warnings: [warning] });
  });
});
