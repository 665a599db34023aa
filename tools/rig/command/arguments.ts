/** Reads a command line. Whatever cannot be meant is refused with the way to say it. */
import { parseFault } from '../proxy/injected-fault.ts';
import { COMMON, FLAG, misuse, readOptions, readPortBase, type Options } from './read-words.ts';
import { NODE_VERBS, type RigCommand, type RunningRigCommand } from './rig-command.ts';
import { readUpCommand } from './up-arguments.ts';

type Values = Readonly<Record<string, unknown>>;
type WithoutRig<Command> = Command extends unknown ? Omit<Command, 'portBase'> : never;

/** A command to a rig that is up. */
interface Form {
  /** What follows its name; `...` at the end: more of the same. */
  readonly words: readonly string[];
  readonly options?: Options;
  readonly read: (words: readonly string[], values: Values) => WithoutRig<RunningRigCommand>;
}

const FORMS: Readonly<Record<string, Form>> = {
  status: {
    words: [],
    options: { json: FLAG },
    read: (_, { json }) => ({ kind: 'status', isJson: json === true }),
  },
  env: { words: [], read: () => ({ kind: 'env' }) },
  logs: {
    words: ['NAME', '...'],
    options: { follow: { type: 'boolean', short: 'f' } },
    read: (names, { follow }) => ({ kind: 'logs', names, isFollowed: follow === true }),
  },
  down: { words: [], read: () => ({ kind: 'down' }) },
  ...Object.fromEntries(
    NODE_VERBS.map((kind) => [
      kind,
      { words: ['NAME', '...'], read: (names: readonly string[]) => ({ kind, names }) },
    ]),
  ),
  promote: {
    words: ['NAME'],
    options: { force: FLAG },
    read: ([name = ''], { force }) => ({ kind: 'promote', name, isForced: force === true }),
  },
  'pause-replay': { words: ['NAME'], read: ([name = '']) => ({ kind: 'pause-replay', name }) },
  'resume-replay': { words: ['NAME'], read: ([name = '']) => ({ kind: 'resume-replay', name }) },
  fault: {
    words: ['NAME', 'FAULT'],
    read: ([name = '', fault = '']) => {
      parseFault(fault);
      return { kind: 'fault', name, fault };
    },
  },
};

/** @throws {RigError} for everything that cannot be meant. */
export function readCommand(args: readonly string[]): RigCommand {
  const [kind, ...rest] = args;
  if (kind === undefined) throw misuse('say what the rig shall do');
  if (['help', '--help', '-h'].includes(kind)) return { kind: 'help' };
  if (kind === 'up') return readUpCommand(rest);
  const form = FORMS[kind];
  if (form === undefined)
    throw misuse(`there is no command ${kind}; there are up, ${Object.keys(FORMS).join(', ')}`);
  return readForm(kind, form, rest);
}

function readForm(kind: string, { words, options, read }: Form, args: readonly string[]): RigCommand {
  const { values, positionals } = readOptions(args, { ...COMMON, ...options });
  if (values.help) return { kind: 'help' };
  assertWords(kind, words, positionals);
  const portBase = readPortBase(values['port-base'] as string | undefined);
  return { ...read(positionals, values), portBase } as RunningRigCommand;
}

function assertWords(kind: string, wanted: readonly string[], given: readonly string[]): void {
  const isOpen = wanted.at(-1) === '...';
  const countMin = isOpen ? wanted.length - 1 : wanted.length;
  if (given.length >= countMin && (isOpen || given.length === countMin)) return;
  throw misuse(`it is: npm run rig -- ${[kind, ...wanted].join(' ')}`);
}
