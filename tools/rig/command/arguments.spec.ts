import { describe, expect, it } from '@jest/globals';
import { FLEET_DEFAULTS } from '../plan/fleet-plan.ts';
import { RigError } from '../rig-error.ts';
import { readCommand } from './arguments.ts';

const words = (line: string): string[] => line.split(' ').filter(Boolean);

describe('up', () => {
  it('starts the default rig', () => {
    expect(readCommand(['up'])).toEqual({
      kind: 'up',
      options: FLEET_DEFAULTS,
      isEmbedded: false,
      isBuilt: false,
      settings: {},
    });
  });

  it('takes every option', () => {
    const line =
      'up --shards 2 --replicas 3 --lookups 1 --port-base 26000 --pgbouncer --no-services --monitoring';
    expect(readCommand([...words(line), '--embedded', '--no-build'])).toMatchObject({
      options: {
        shards: 2,
        replicas: 3,
        lookups: 1,
        portBase: 26_000,
        hasPgbouncer: true,
        hasServices: false,
        hasMonitoring: true,
      },
      isEmbedded: true,
      isBuilt: true,
    });
  });

  it('takes proxies and settings as often as they come', () => {
    const command = readCommand(
      words('up --proxy shard-0,create --proxy redis --set LOG_LEVEL=debug --set A=b=c'),
    );
    expect(command).toMatchObject({
      options: { proxied: ['shard-0', 'create', 'redis'] },
      settings: { LOG_LEVEL: 'debug', A: 'b=c' },
    });
  });

  it.each([
    ['up --shards 0', '--shards is a whole number from 1 to 8, not 0'],
    ['up --shards 9', 'not 9'],
    ['up --replicas 1.5', 'not 1.5'],
    ['up --lookups many', 'not many'],
    ['up --port-base 80', 'from 1024 to 65136'],
    ['up --port-base 65137', 'from 1024 to 65136'],
    ['up --set log_level=debug', 'NAME=VALUE'],
    ['up --set LOG_LEVEL', 'NAME=VALUE'],
    ['up --colour', "Unknown option '--colour'"],
    ['up shard-0', 'shard-0 is too many'],
  ])('%s is refused', (line, message) => {
    expect(() => readCommand(words(line))).toThrow(message);
  });
});

describe('commands to a running rig', () => {
  const portBase = undefined;

  it.each([
    ['status', { kind: 'status', isJson: false, portBase }],
    ['status --json --port-base 26000', { kind: 'status', isJson: true, portBase: 26_000 }],
    ['kill shard-0 create', { kind: 'kill', names: ['shard-0', 'create'], portBase }],
    ['stop redis', { kind: 'stop', names: ['redis'], portBase }],
    ['cont redis', { kind: 'cont', names: ['redis'], portBase }],
    ['start catalog', { kind: 'start', names: ['catalog'], portBase }],
    ['restart services', { kind: 'restart', names: ['services'], portBase }],
    ['promote r', { kind: 'promote', name: 'r', isForced: false, portBase }],
    ['promote r --force', { kind: 'promote', name: 'r', isForced: true, portBase }],
    ['pause-replay r', { kind: 'pause-replay', name: 'r', portBase }],
    ['resume-replay r', { kind: 'resume-replay', name: 'r', portBase }],
    ['fault create delay=5', { kind: 'fault', name: 'create', fault: 'delay=5', portBase }],
    ['logs create -f', { kind: 'logs', names: ['create'], isFollowed: true, portBase }],
    ['env', { kind: 'env', portBase }],
    ['down', { kind: 'down', portBase }],
  ])('%s', (line, command) => {
    expect(readCommand(words(line))).toEqual(command);
  });

  it.each([
    ['', 'say what the rig shall do'],
    ['dance', 'there is no command dance'],
    ['kill', 'it is: npm run rig -- kill NAME ...'],
    ['promote', 'promote NAME'],
    ['promote a b', 'promote NAME'],
    ['fault create', 'fault NAME FAULT'],
    ['fault create slow', '"slow" is no fault'],
    ['down now', 'it is: npm run rig -- down'],
    ['down --json', "Unknown option '--json'"],
    ['status --port-base x', 'not x'],
  ])('"%s" is refused', (line, message) => {
    expect(() => readCommand(words(line))).toThrow(message);
  });

  it('says with every refusal how to go on', () => {
    let fault: unknown;
    try {
      readCommand(['dance']);
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(RigError);
    expect((fault as RigError).mend).toContain('--help');
  });

  it.each(['--help', '-h', 'help', 'up --help', 'kill -h'])('%s helps', (line) => {
    expect(readCommand(words(line))).toEqual({ kind: 'help' });
  });
});
