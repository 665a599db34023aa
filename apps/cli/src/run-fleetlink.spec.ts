import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import { temporaryFolder, type TemporaryFolder } from '@fleetlink/testing';
import { CommandContext } from './command-context.js';
import { allCommands, fleetlinkProgram } from './program.js';
import { recordedCall } from './testing/recorded-call.js';
import { EXIT_MEANINGS } from './terminal/exit-codes.js';

let folder: TemporaryFolder;
beforeAll(async () => void (folder = await temporaryFolder()));
afterAll(() => folder.remove());

const nowhere = () => ({ DATA_DIR: folder.path });

describe('wrong usage', () => {
  it.each([
    [[], 'A command is missing'],
    [['keys'], 'A command is missing'],
    [['shrads'], "unknown command 'shrads'"],
    [['shards', '--jsno'], "unknown option '--jsno'"],
    [['keys', 'create'], "'--name <name>' not specified"],
    [['keys', 'create', '--name', 'shop', '--expires', 'soon'], '"soon" is no date'],
    [['code'], "missing required argument 'name'"],
    [['keys', 'list', 'all'], 'too many arguments'],
  ])('%j ends with 2 and says what is wrong, once', async (words, message) => {
    const { exitCode, stdout, stderr } = await recordedCall(words);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.split(message)).toHaveLength(2);
    expect(stderr).not.toContain('    at ');
  });

  it('is one JSON document for programs', async () => {
    const { exitCode, stdout } = await recordedCall(['shrads', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { message: expect.stringContaining('shrads'), exitCode: 2 },
    });
  });
});

describe('settings that lead nowhere', () => {
  it('end with 2, and say that a standalone would do', async () => {
    const { exitCode, stderr } = await recordedCall(['shards'], nowhere());
    expect(exitCode).toBe(2);
    expect(stderr).toContain('run `npm start` once');
  });

  it('are all named at once, and never shown', async () => {
    const broken = { ...nowhere(), SHARDS: 'secret-not-json', DATABASE_STATEMENT_TIMEOUT_MS: '1' };
    const { stderr } = await recordedCall(['shards'], broken);
    expect(stderr).toContain('SHARDS: must be JSON');
    expect(stderr).toContain('DATABASE_STATEMENT_TIMEOUT_MS: must be at least');
    expect(stderr).not.toContain('secret-not-json');
  });

  it('env names the folder in which there is no standalone', async () => {
    const { exitCode, stderr } = await recordedCall(['env'], { ...nowhere(), SHARDS: '[]' });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`No standalone has kept its databases in ${folder.path}`);
  });
});

test('--verbose shows the stack of what failed, and of its cause', async () => {
  const { stderr } = await recordedCall(['env', '--verbose'], nowhere());
  expect(stderr).toMatch(/CommandFailure: No standalone[\s\S]*\n {4}at [\s\S]*SettingsError/);
});

describe('help', () => {
  const program = fleetlinkProgram(
    new CommandContext({}, { answer: { write: () => 0 }, words: { write: () => 0 }, colours: false }, false),
  );
  const paths = allCommands(program)
    .slice(1)
    .map((command) => {
      return command.parent === program ? [command.name()] : [command.parent!.name(), command.name()];
    });

  it('documents every exit code', async () => {
    const { exitCode, stdout, stderr } = await recordedCall(['--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const [code, meaning] of EXIT_MEANINGS) expect(stdout).toContain(`  ${code}  ${meaning}`);
  });

  it.each(paths)('of %s %s has an example of that very command', async (...path) => {
    const { exitCode, stdout } = await recordedCall([...path, '--help']);
    expect(exitCode).toBe(0);
    const [, list = ''] = stdout.split('Examples:\n');
    expect(list).toContain(['fleetlink', ...path].join(' '));
    expect(stdout).toContain('--json');
  });
});
