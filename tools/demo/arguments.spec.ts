import { describe, expect, it } from '@jest/globals';
import { planOf } from './arguments.ts';

describe('planOf', () => {
  it('reads the three demos', () => {
    expect(planOf(['urls.txt'])).toEqual({ kind: 'urls', file: 'urls.txt', target: undefined });
    expect(planOf(['--clicks', 'log.jsonl'])).toEqual({
      kind: 'clicks',
      file: 'log.jsonl',
      target: undefined,
    });
    expect(planOf(['--crash', 'urls.txt', '--rounds', '5', '--seed', '42'])).toEqual({
      kind: 'crash',
      file: 'urls.txt',
      rounds: 5,
      seed: 42,
    });
  });

  it('takes a target with its key and cuts the slash at its end', () => {
    const plan = planOf(['urls.txt', '--target', 'http://127.0.0.1:8080/', '--key', 'k']);
    expect(plan).toMatchObject({ target: { url: 'http://127.0.0.1:8080', key: 'k' } });
  });

  it('crashes three times with a seed of its own unless told otherwise', () => {
    const plan = planOf(['--crash']);
    expect(plan).toMatchObject({ kind: 'crash', file: undefined, rounds: 3 });
    expect(plan).toHaveProperty('seed', expect.any(Number));
  });

  it('helps, whatever else is asked', () => {
    expect(planOf(['--help'])).toEqual({ kind: 'help' });
    expect(planOf(['-h', 'urls.txt'])).toEqual({ kind: 'help' });
  });

  it.each([
    [[], 'name a file'],
    [['--colour'], "Unknown option '--colour'"],
    [['a', 'b'], 'one file at a time'],
    [['--clicks'], 'argument missing'],
    [['--clicks', 'a', 'b'], 'drop the other one'],
    [['--crash', '--clicks', 'a'], 'choose one'],
    [['--crash', '--target', 'http://a'], 'takes no --target'],
    [['--crash', '--rounds', '0'], 'from 1 to 100'],
    [['--crash', '--rounds', '1e1'], 'from 1 to 100'],
    [['--crash', '--seed', '-1'], 'seed'],
    [['a', '--rounds', '2'], 'belong to --crash'],
    [['a', '--target', 'ftp://a'], 'no http or https URL'],
    [['a', '--key', 'k'], 'needs the --target'],
  ])('refuses %j', (args, part) => {
    expect(() => planOf(args)).toThrow(part);
  });
});
