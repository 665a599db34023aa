/** A change that breaks one promise: a patch under `mutants/`, named after the scenario that has to catch it. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { applyPatch, parsePatch, type StructuredPatch } from 'diff';

const FOLDER = join(import.meta.dirname, '../mutants');

export interface Mutant {
  /** `b5-replica-believed`. */
  readonly name: string;
  /** `B5`. */
  readonly scenarioId: string;
  /** What the patch breaks: its text above the first file. */
  readonly meaning: string;
  readonly patches: readonly StructuredPatch[];
}

export function allMutants(): Mutant[] {
  return globSync('*.patch', { cwd: FOLDER })
    .toSorted()
    .map((file) => mutantIn(basename(file, '.patch'), readFileSync(join(FOLDER, file), 'utf8')));
}

export function mutantIn(name: string, text: string): Mutant {
  const [meaning = ''] = text.split(/^--- /m);
  const [id = ''] = name.split('-');
  return {
    name,
    scenarioId: id.toUpperCase(),
    meaning: meaning.trim(),
    patches: parsePatch(text.slice(meaning.length)),
  };
}

/**
 * The files of a clone that the mutant changes, by path, with their new text.
 * @throws {Error} when the sources have moved on and the patch no longer applies.
 */
export function mutated(mutant: Mutant, root: string): Map<string, string> {
  return new Map(
    mutant.patches.map((patch) => {
      const path = patch.newFileName!.replace(/^b\//, '');
      const text = applyPatch(readFileSync(join(root, path), 'utf8'), patch);
      if (text === false) throw new Error(`mutants/${mutant.name}.patch no longer applies to ${path}`);
      return [path, text];
    }),
  );
}

export function applyMutant(mutant: Mutant, root: string): void {
  for (const [path, text] of mutated(mutant, root)) writeFileSync(join(root, path), text);
}
