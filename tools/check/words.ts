/** Words that have no place in the repository: names of the workplace anywhere, leftover marks in sources. */
import type { Fault } from './fault.ts';
import type { TextFile, Workspace } from './workspace.ts';

/** Written in parts, or this file would be its own first fault. Case does not matter; a plural counts. */
export const BANNED_PHRASES = [
  ['cla', 'ude'],
  ['l', 'lm'],
  ['ai', ' agent'],
  ['coding', ' agent'],
  ['session', ' limit'],
  ['prompt', ' engineering'],
].map((parts) => parts.join(''));

/** Marks of unfinished work; only in capitals, and not in prose. */
export const LEFTOVER_MARKS = [
  ['TO', 'DO'],
  ['FIX', 'ME'],
  ['X', 'XX'],
].map((parts) => parts.join(''));

const BANNED = new RegExp(`\\b(${BANNED_PHRASES.join('|').replaceAll(' ', '[\\s-]+')})s?\\b`, 'i');
const LEFTOVER = new RegExp(`\\b(${LEFTOVER_MARKS.join('|')})\\b`);

/** Hashes spell anything. */
const UNREAD = new Set(['package-lock.json']);

export function words(workspace: Workspace): Fault[] {
  return workspace.texts.filter(({ path }) => !UNREAD.has(path)).flatMap(faultsOf);
}

function faultsOf({ path, text }: TextFile): Fault[] {
  const isProse = path.endsWith('.md');
  return text.split('\n').flatMap((content, index) => {
    const place = { file: path, line: index + 1 };
    const banned = BANNED.exec(content);
    if (banned) return [{ ...place, rule: 'banned-word', mend: `say it without "${banned[0]}"` }];
    const mark = isProse ? null : LEFTOVER.exec(content);
    return mark
      ? [{ ...place, rule: 'leftover-mark', mend: `finish what ${mark[0]} promises, or drop it` }]
      : [];
  });
}
