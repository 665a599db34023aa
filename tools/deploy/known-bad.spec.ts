import { describe, expect, it } from '@jest/globals';
import { allChecks } from './all-checks.ts';
import { parseArguments } from './arguments.ts';
import { readOverlays } from './manifest/overlay.ts';
import { knownBad, spoiled, spoiledResource } from './manifest/spoil.ts';

const { crdFolder } = parseArguments([]);
const rendered = new Map(readOverlays().map((overlay) => [overlay.name, overlay]));
const prod = rendered.get('overlays/prod')!;
const checks = new Map((await allChecks()).map((check) => [check.name, check]));

const { 'operator schemas': ofOperators = [], schemas = [], ...others } = knownBad();

describe.each(Object.entries(others))('the check of %s', (name, faults) => {
  const check = checks.get(name)!;

  it('finds nothing amiss in production', async () => {
    expect((await check.run({ overlays: [prod], crdFolder })).faults).toEqual([]);
  });

  it.each(faults)('sees $object: $fault', async (bad) => {
    const sound = rendered.get(bad.in ?? prod.name)!;
    const { faults: found } = await check.run({ overlays: [spoiled(sound, bad)], crdFolder });
    expect(found.join('\n')).toMatch(new RegExp(bad.fault));
  });
});

describe.each([
  ['schemas', schemas, true],
  ['operator schemas', ofOperators, crdFolder !== undefined],
] as const)('the check of %s', (name, faults, isPossible) => {
  const where = isPossible ? it : it.skip;

  where('sees every fault that was put in, one by one', async () => {
    const overlays = faults.map((bad) => ({ name: bad.fault, resources: [spoiledResource(prod, bad)] }));
    const { faults: found } = await checks.get(name)!.run({ overlays, crdFolder });
    for (const bad of faults) {
      const own = found
        .filter((line) => line.startsWith(`${bad.fault}: `))
        .map((line) => line.slice(bad.fault.length));
      expect(own.join('\n')).toMatch(new RegExp(bad.fault));
    }
  });
});

/** These are not about overlays; their known-bad cases lie beside them. */
const PROVEN_ELSEWHERE = [
  'rendered',
  'compose',
  'compose specification',
  'logs',
  'dashboards',
  'alert rules',
  'alert tests',
  'alert routes',
  'alert metrics',
  'runbooks',
];

it('every check has faults that it must see', () => {
  const proven = [...Object.keys(knownBad()), ...PROVEN_ELSEWHERE];
  expect([...checks.keys()].filter((name) => !proven.includes(name))).toEqual([]);
});
