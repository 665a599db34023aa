import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { CommandContext } from './command-context.js';
import { allCommands, fleetlinkProgram } from './program.js';
import { EXIT_MEANINGS } from './terminal/exit-codes.js';

const page = readFileSync(new URL('../../../docs/operators.md', import.meta.url), 'utf8');

const silent = { write: () => 0 };
const program = fleetlinkProgram(
  new CommandContext({}, { answer: silent, words: silent, colours: false }, false),
);

/** `keys` or `views` alone does nothing: its help leads to the commands below it. */
const commands = allCommands(program).filter((command) => command === program || command.summary() !== '');
const isGroup = (command: Command) => ['keys', 'views'].includes(command.name());

/** `fleetlink keys create` -> the text below its heading. */
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [/^`([^`]+)`/.exec(section)?.[1], section] as const)
    .filter(([name]) => name !== undefined),
);

it('has a section for every command, in the order of the help, and for nothing else', () => {
  const names = commands.filter((command) => !isGroup(command)).map(pathOf);
  expect([...sections.keys()]).toEqual(names);
});

it.each(
  commands.filter((command) => !isGroup(command)).map((command) => [pathOf(command), command] as const),
)('%s: lists its arguments and options, and shows a call with its output', (path, command) => {
  const section = sections.get(path)!;
  const listed = [...section.matchAll(/^- `([^`]+)`/gm)].map(([, term]) => term);
  const terms = [
    ...command.registeredArguments.map(({ variadic }) => `${variadic ? 'NAME...' : 'ID'}`),
    ...command.options.map(({ flags }) => flags),
  ];
  expect(listed).toEqual(terms);
  expect(section).toMatch(new RegExp(`^\\$ .*npx ${path}\\b.*\\n[^$\`]`, 'm'));
});

it('documents every exit code', () => {
  const rows = [...page.matchAll(/^\| (\d) +\| (.+?) +\|$/gm)].map(([, code, meaning]) => [
    Number(code),
    meaning,
  ]);
  expect(rows).toEqual(EXIT_MEANINGS);
});

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}
