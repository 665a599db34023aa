import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readOverlays } from './manifest/overlay.ts';
import { dependenciesOf } from './manifest/reference.ts';
import { hpaReport } from './scaling/hpa-report.ts';

const page = readFileSync('docs/kubernetes.md', 'utf8');
const folders = (pattern: string): string[] =>
  globSync(`${pattern}/kustomization.yaml`, { cwd: 'k8s' }).map(dirname);

describe('docs/kubernetes.md', () => {
  it.each(folders('overlays/**'))('names %s', (folder) => {
    expect(page).toContain(`\`${folder.replace('overlays/', '')}\``);
  });

  it.each(folders('components/*'))('names %s', (folder) => {
    expect(page).toContain(`\`${folder.replace('components/', '')}\``);
  });

  it('says how every secret is made that somebody names', () => {
    const named = readOverlays().flatMap((overlay) => dependenciesOf(overlay));
    const secrets = new Set(named.filter(({ kind }) => kind === 'Secret').map(({ name }) => name));
    expect([...secrets].filter((name) => !page.includes(name) && !/^home-shard-\d/.test(name))).toEqual([]);
    expect(secrets.size).toBeGreaterThan(4);
  });

  it('shows what the simulation of the autoscaler prints', () => {
    expect(page).toContain(`\`\`\`text\n${hpaReport()}\`\`\``);
  });
});
