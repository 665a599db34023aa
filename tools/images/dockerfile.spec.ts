import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createTopics } from '@fleetlink/create';
import { edgeTopics } from '@fleetlink/edge';
import { lookupTopics } from '@fleetlink/lookup';
import { statsTopics } from '@fleetlink/stats';
import { describe, expect, it } from '@jest/globals';
import dockerfileUtils from 'dockerfile-utils';
import { ROOT } from '../test/program.ts';
import { DOCKERFILE as text, stageOf } from './build/dockerfile.ts';
import { TARGETS } from './build/image.ts';

describe('docker/Dockerfile', () => {
  it('is valid', () => {
    expect(dockerfileUtils.validate(text).map(({ message }) => message)).toEqual([]);
    expect(dockerfileUtils.validate('FORM scratch')).not.toEqual([]);
  });

  it('has every target', () => {
    const stages = [...text.matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, name]) => name);
    expect(stages).toEqual(expect.arrayContaining(Object.keys(TARGETS)));
  });

  it('takes the Node of the lock, and nothing but it from elsewhere', () => {
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    const { version } = lock.packages['node_modules/node'];
    expect(text).toContain(`ARG NODE_IMAGE=docker.io/library/node:${version}-bookworm-slim\n`);
    const stages = [...text.matchAll(/ AS (\S+)$/gm)].map(([, name]) => name);
    const bases = [...text.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base!);
    expect(bases.filter((base) => base !== '${NODE_IMAGE}' && !stages.includes(base))).toEqual([]);
  });

  it.each(Object.keys(TARGETS))(
    '%s runs as a number, without a shell between it and its signals',
    (target) => {
      const stage = stageOf(target);
      expect(stage).toMatch(/^USER 10001:10001$/m);
      expect(stage).toMatch(/^ENTRYPOINT \["node", "[^"]+"\]$/m);
      expect(stage).toContain(`org.opencontainers.image.title="fleetlink-${target}"`);
    },
  );

  it.each([
    ['create', createTopics],
    ['lookup', lookupTopics],
    ['stats', statsTopics],
    ['edge', edgeTopics],
  ])('%s listens where its settings say', (target, { service }) => {
    const stage = stageOf(target);
    const ports = [service.port, service.managementPort].map(({ schema }) => schema.parse(undefined));
    expect(stage).toContain(`PORT=${ports[0]} MANAGEMENT_PORT=${ports[1]}\n`);
    expect(stage).toContain(`EXPOSE ${ports.join(' ')}\n`);
    expect(stage).toContain('NODE_ENV=production');
    expect(stage).toMatch(/^HEALTHCHECK .*CMD \["node", "docker\/healthcheck\.js"\]$/m);
  });
});

describe('docker/prune.js', () => {
  it('leaves the libs that are linked, and of them what runs', () => {
    const folder = mkdtempSync(join(tmpdir(), 'prune-'));
    try {
      const kept = ['libs/used/dist/index.js', 'libs/used/migrations/0001.sql', 'node_modules/pg/index.js'];
      const gone = [
        'libs/unused/dist/index.js',
        'libs/used/dist/index.d.ts',
        'libs/used/dist/index.js.map',
        'libs/used/dist/.tsbuildinfo',
        'node_modules/pg/README.md',
        'node_modules/pg/index.d.ts',
        'node_modules/typeorm/browser/index.js',
        'package-lock.json',
      ];
      for (const path of [...kept, ...gone]) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), '');
      }
      mkdirSync(join(folder, 'node_modules/@fleetlink'));
      symlinkSync('../../libs/used', join(folder, 'node_modules/@fleetlink/used'));
      const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'docker/prune.js')], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect([...kept, ...gone].filter((path) => existsSync(join(folder, path)))).toEqual(kept);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
