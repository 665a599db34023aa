import { labelledLines } from '../terminal/table.js';
import { printable, type Paint } from '../terminal/terminal.js';
import type { CodeVerdict, IdFacts } from './code-verdict.js';
import type { NameExplanation, Stored } from './name-explainer.js';

export function explanationLines(explanation: NameExplanation, paint: Paint): string[] {
  const { name, slot, shard, code, stored } = explanation;
  const entries: [string, string][] = [['code', codeText(code)]];
  if (slot !== null)
    entries.unshift(['slot', `${slot}, ${shard === null ? 'owned by no known shard' : `on ${shard}`}`]);
  entries.push(['stored', storedText(stored)]);
  if (stored.as === 'alias') entries.push(['link', idText(stored)]);
  return [paint('bold', printable(name)), ...labelledLines(entries)];
}

function codeText(code: CodeVerdict): string {
  return code.possible ? idText(code) : `no: ${code.reason}`;
}

function idText({ id, time, worker, sequence, leaf }: IdFacts): string {
  return `id ${id}: ${time}, worker ${worker}, sequence ${sequence}, leaf ${leaf}`;
}

function storedText(stored: Stored): string {
  if (stored.as === 'nothing') return 'no link of this name';
  if (stored.as === 'unknown') return `unknown: ${stored.reason}`;
  const { state, url, archived } = stored;
  const as = stored.as === 'code' ? 'as a code' : 'as an alias';
  if (state === null) return `${as}, but its link is missing`;
  const target = url === null ? 'only its name is kept here' : `leads to ${url}`;
  return `${as}, ${state}${archived ? ', archived' : ''}, ${target}`;
}
