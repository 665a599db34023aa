import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { render } from '../rig/gateway/gateway-config.ts';
import { readOverlays } from './manifest/overlay.ts';
import { labelsAt, listAt, ofKind, textAt } from './manifest/resource.ts';
import { deploymentsOf } from './manifest/workload.ts';

const { resources, ...prod } = readOverlays().find(({ name }) => name === 'overlays/prod')!;
const gateway = deploymentsOf({ ...prod, resources }).find(({ name }) => name === 'gateway')!;

/** Files by name, of the ConfigMaps that the pod mounts as templates and of the one with its nginx.conf. */
const files = Object.assign(
  {},
  ...listAt(gateway.pod, 'volumes').flatMap((volume) =>
    [
      textAt(volume, 'configMap.name'),
      ...listAt(volume, 'projected.sources').map((source) => textAt(source, 'configMap.name')),
    ]
      .filter(Boolean)
      .map((name) =>
        labelsAt(
          ofKind(resources, 'ConfigMap').find(({ metadata }) => metadata.name === name),
          'data',
        ),
      ),
  ),
) as Record<string, string>;

const variables = Object.fromEntries(
  (gateway.container.env ?? [])
    .filter(({ name }) => name !== 'NGINX_ENVSUBST_FILTER')
    .map(({ name, value = '' }) => [name, value]),
);

/** Upstreams that follow DNS came with 1.27.3, and every host must be known where nginx is asked for its opinion. */
const here = (servers: string): string =>
  servers
    .replace(/^resolver [^;]*;\s*/, '')
    .replaceAll(' resolve', '')
    .replaceAll(/server [\w.-]+:/g, 'server 127.0.0.1:');

const nginx = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/bin/nginx'].find((path) => existsSync(path));

describe('the pod of the gateway', () => {
  it('fills in every variable of its templates, by the names that it lets through', () => {
    const [, names] =
      /^\^\((.*)\)\$$/.exec(
        gateway.container.env?.find(({ name }) => name === 'NGINX_ENVSUBST_FILTER')?.value ?? '',
      ) ?? [];
    const filter = new RegExp(`^(${names})$`);
    expect(Object.keys(variables).filter((name) => !filter.test(name))).toEqual([]);
    for (const text of Object.values(files)) expect(() => render(text, variables)).not.toThrow();
  });

  it('leaves the number of workers to the pod: nginx would take one for each core of the node', () => {
    expect(files['nginx.conf']).not.toMatch(/^worker_processes/m);
    expect(gateway.container.args?.at(-1)).toContain('worker_processes 2;');
  });

  (nginx === undefined ? it.skip : it)(
    'has a configuration that nginx accepts (skipped where there is no nginx)',
    () => {
      const prefix = mkdtempSync(join(tmpdir(), 'k8s-nginx-'));
      try {
        mkdirSync(join(prefix, 'conf.d'));
        const local = Object.fromEntries(
          Object.entries(variables).map(([name, value]) => [name, here(value)]),
        );
        for (const [name, text] of Object.entries(files)) {
          const isTemplate = name.endsWith('.template');
          writeFileSync(
            join(prefix, isTemplate ? `conf.d/${name.replace('.template', '')}` : name),
            isTemplate ? render(text, local) : text,
          );
        }
        const args = [
          '-t',
          '-p',
          `${prefix}/`,
          '-c',
          join(prefix, 'nginx.conf'),
          '-g',
          'worker_processes 2;',
        ];
        // its access log is /dev/stdout, which cannot be opened where that is a socket, as Node's pipes are
        const { status, stderr } = spawnSync(nginx!, args, {
          encoding: 'utf8',
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        expect({ status, stderr }).toEqual({
          status: 0,
          stderr: expect.stringContaining('test is successful'),
        });
        expect(Object.keys(files).toSorted()).toEqual([
          'fleetlink.conf.template',
          'management.conf.template',
          'nginx.conf',
          'real-ip.conf.template',
        ]);
      } finally {
        rmSync(prefix, { recursive: true });
      }
    },
  );
});
