import { describe, expect, it } from '@jest/globals';
import { RecentChanges } from './recent-changes.js';

describe('RecentChanges', () => {
  it('remembers the highest version of a name for 10 seconds after it was last noted', () => {
    const changes = new RecentChanges();
    const told: string[] = [];
    changes.onChange((name, version) => told.push(`${name} ${version}`));
    changes.note('a', 3, 0);
    changes.note('b', 1, 1000);
    changes.note('a', 2, 5000);
    changes.prune(10_999);
    expect([changes.versionOf('a'), changes.versionOf('b'), changes.versionOf('c')]).toEqual([3, 1, 0]);
    changes.prune(11_000);
    expect([changes.versionOf('a'), changes.versionOf('b')]).toEqual([3, 0]);
    changes.prune(15_000);
    expect(changes.versionOf('a')).toBe(0);
    expect(told).toEqual(['a 3', 'b 1', 'a 2']);
  });

  it('tells of a version once, and when it is no longer remembered', () => {
    const changes = new RecentChanges();
    const told: string[] = [];
    changes.onNews((name, version) => told.push(`news ${name} ${version}`));
    changes.onFarewell((name, version) => told.push(`farewell ${name} ${version}`));
    changes.note('a', 2, 0);
    changes.note('a', 2, 1000);
    changes.note('a', 1, 1000);
    changes.note('a', 3, 2000);
    changes.prune(11_999);
    expect(told).toEqual(['news a 2', 'news a 3']);
    changes.prune(12_000);
    expect(told.slice(2)).toEqual(['farewell a 3']);
  });
});
