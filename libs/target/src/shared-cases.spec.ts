import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AliasPolicy, type AliasVerdict } from './alias-policy.js';
import { TargetPolicy, type TargetVerdict } from './target-policy.js';

/** Large collections of real input are kept beside the checkout, not in it. */
const folder = process.env['SHARED_DIR'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const describeIfPresent = existsSync(folder) ? describe : describe.skip;

interface PublishedVerdict {
  kind: 'url' | 'alias';
  input: string;
  verdict: 'accept' | 'accept+flag' | 'reject';
  reason: string | null;
  href: string | null;
}

/** One line of the click stream of a real shortener: `g` is a code, `u` its long URL; heartbeats have neither. */
interface RecordedClick {
  g?: string;
  u?: string;
}

const policy = new TargetPolicy({ ownHosts: ['sho.rt'] });
const aliases = new AliasPolicy();

const linesOf = (file: string) => readFileSync(`${folder}/${file}`, 'utf8').split('\n').filter(Boolean);
const recordsOf = <Row>(file: string) => linesOf(file).map((line) => JSON.parse(line) as Row);
const distinct = (values: readonly (string | undefined)[]) => [
  ...new Set(values.filter((value) => value !== undefined)),
];

function outcomeOf({ kind, input }: PublishedVerdict) {
  return kind === 'url' ? targetOutcome(policy.judge(input)) : aliasOutcome(aliases.judge(input));
}

function targetOutcome(verdict: TargetVerdict) {
  if (!verdict.ok) return { verdict: 'reject', reason: verdict.reason };
  return { verdict: verdict.warnings.length > 0 ? 'accept+flag' : 'accept', href: verdict.href };
}

function aliasOutcome(verdict: AliasVerdict) {
  return verdict.ok ? { verdict: 'accept' } : { verdict: 'reject', reason: verdict.reason };
}

/** An alias row gives no reason, and the href of a refused URL is only what a careless parser would see. */
function expectedOf({ kind, verdict, reason, href }: PublishedVerdict) {
  if (verdict === 'reject') return { verdict, reason: reason ?? expect.any(String) };
  return kind === 'url' ? { verdict, href } : { verdict };
}

describeIfPresent('the collections beside the checkout', () => {
  it('agree on all published verdicts', () => {
    const rows = recordsOf<PublishedVerdict>('url-rules.jsonl');
    expect(rows).toHaveLength(118);
    expect(rows.map(outcomeOf)).toEqual(rows.map(expectedOf));
  });

  it('have all 6,002 real URLs accepted, with the href of the parser', () => {
    const urls = linesOf('cases/real-urls.txt');
    expect(urls).toHaveLength(6_002);
    const differing = urls.filter((url) => {
      const verdict = policy.judge(url);
      return !verdict.ok || verdict.href !== new URL(url).href;
    });
    expect(differing).toEqual([]);
  });

  it('have every code and every long URL of a recorded hour accepted', () => {
    const clicks = recordsOf<RecordedClick>('cases/bitly_usagov_example.jsonl');
    const codes = distinct(clicks.map(({ g }) => g));
    const urls = distinct(clicks.map(({ u }) => u));
    expect([codes.length, urls.length]).toEqual([737, 736]);
    expect(codes.filter((code) => !aliases.judge(code).ok)).toEqual([]);
    expect(urls.filter((url) => !policy.judge(url).ok)).toEqual([]);
  });
});
