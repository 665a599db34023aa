import { CodeCipher, composeId, slotOf, standardLayout } from '@fleetlink/code';
import { equalRanges, SlotMap } from '@fleetlink/shard';
import { expect, test } from '@jest/globals';
import { plain } from '../terminal/terminal.js';
import { codeVerdict } from './code-verdict.js';
import { explanationLines } from './explanation-lines.js';
import { nameFacts, notAsked } from './name-explainer.js';

const cipher = new CodeCipher({ layout: standardLayout, key: new Uint8Array(16) });
const minted = { timeMs: Date.UTC(2026, 10, 22, 9, 30), worker: 3, sequence: 9 };
const id = composeId(standardLayout, minted);
const code = cipher.encode(id);
const map = new SlotMap(equalRanges(['shard-0', 'shard-1']));
const knowledge = { cipher, map, nowMs: minted.timeMs + 1000, deployment: undefined };
const idText = `id ${id}: 2026-11-22T09:30:00.000Z, worker 3, sequence 9, leaf link_2026_11`;

const row = {
  state: 'active',
  url: 'https://example.com/\u001b[2J',
  tenantId: 't',
  createdAt: '2026-11-22T09:30:00.000Z',
  expiresAt: null,
  archived: false,
};

test('a code: its slot and shard, its id, and where it leads', () => {
  const facts = nameFacts(code, knowledge);
  const verdict = codeVerdict(code, { cipher, nowMs: knowledge.nowMs, firstBootMs: 0 });
  if (!verdict.possible) throw new Error(verdict.reason);
  expect(explanationLines({ ...facts, stored: { ...verdict, ...row, as: 'code' } }, plain)).toEqual([
    code,
    `  slot    ${slotOf(code)}, on ${slotOf(code) < 8192 ? 'shard-0' : 'shard-1'}`,
    `  code    ${idText}`,
    String.raw`  stored  as a code, active, leads to https://example.com/\u{1b}[2J`,
  ]);
});

test('an alias: why it is no code, and the id of its link', () => {
  const facts = nameFacts('spring-sale', knowledge);
  const link = {
    id: String(id),
    time: '2026-11-22T09:30:00.000Z',
    worker: 3,
    sequence: 9,
    leaf: 'link_2026_11',
  };
  const stored = { ...link, ...row, as: 'alias', archived: true, url: 'https://example.com/' } as const;
  expect(explanationLines({ ...facts, stored }, plain)).toEqual([
    'spring-sale',
    `  slot    ${slotOf('spring-sale')}, on ${facts.shard}`,
    '  code    no: it contains "-", which codes do not',
    '  stored  as an alias, active, archived, leads to https://example.com/',
    `  link    ${idText}`,
  ]);
  const taken = { ...stored, state: 'expired', url: null };
  expect(explanationLines({ ...facts, stored: taken }, plain)).toContain(
    '  stored  as an alias, expired, archived, only its name is kept here',
  );
});

test('a text that is no name has no slot and is nowhere', () => {
  const facts = nameFacts('a b', knowledge);
  expect(facts).toMatchObject({ slot: null, shard: null, code: { possible: false } });
  expect(notAsked(facts).stored).toEqual({ as: 'nothing' });
});

test('without a map the owner is not guessed, and without a shard nothing is said to be missing', () => {
  const facts = nameFacts(code, { ...knowledge, map: new SlotMap([]) });
  expect(facts.shard).toBeNull();
  const lines = explanationLines(notAsked(facts), plain);
  expect(lines[1]).toContain('owned by no known shard');
  expect(lines.at(-1)).toBe('  stored  unknown: nobody was asked (--offline)');
});
