import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { renderingOf } from './overlay.ts';
import { renderingFaults } from './renderings.ts';

const committed = (name: string): string => readFileSync(renderingOf(name), 'utf8');

it('a rendering that is not what its overlay makes is a fault, and no other', () => {
  expect(renderingFaults(committed)).toEqual([]);
  const changed = (name: string): string =>
    name === 'overlays/prod' ? `${committed(name)}\n` : committed(name);
  expect(renderingFaults(changed)).toEqual([
    'k8s/rendered/overlays-prod.yaml is not what k8s/ renders to: npm run deploy:check -- --write',
  ]);
});
