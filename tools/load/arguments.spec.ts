import { describe, expect, it } from '@jest/globals';
import { planOf } from './arguments.ts';

describe('planOf', () => {
  it('sends a smoke test to a target of its own unless told otherwise', () => {
    expect(planOf([])).toEqual({
      kind: 'run',
      profile: 'smoke',
      scale: 1,
      place: { kind: 'standalone' },
    });
    expect(planOf(['peak', '--scale', '.1', '--rig'])).toMatchObject({
      profile: 'peak',
      scale: 0.1,
      place: { kind: 'rig' },
    });
  });

  it('takes a target with its key and its lookup processes', () => {
    const lookups = ['--lookup', 'http://10.0.0.1:9082', '--lookup', 'http://10.0.0.2:9082/'];
    expect(planOf(['10k', '--target', 'http://127.0.0.1:8000/', '--key', 'k', ...lookups])).toMatchObject({
      place: {
        kind: 'target',
        url: 'http://127.0.0.1:8000',
        key: 'k',
        lookups: ['http://10.0.0.1:9082', 'http://10.0.0.2:9082'],
      },
    });
  });

  it.each([
    [['storm'], 'there are smoke, steady'],
    [['toString'], 'no profile is called toString'],
    [['smoke', 'peak'], 'one profile at a time'],
    [['--scale', '0'], 'from 0.001 to 100'],
    [['--scale', '1e1'], 'not 1e1'],
    [['--target', 'ftp://a'], 'no http or https URL'],
    [['--target', 'http://a', '--rig'], 'takes no --target'],
    [['--target', 'http://a', '--lookup', 'b'], '--lookup b is no'],
    [['--key', 'k'], 'belong to a --target'],
    [['--colour'], "Unknown option '--colour'"],
  ])('refuses %j', (args, part) => {
    expect(() => planOf(args)).toThrow(part);
  });
});
