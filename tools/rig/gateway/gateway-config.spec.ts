import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from '@jest/globals';
import { FLEET_DEFAULTS, planFleet } from '../plan/fleet-plan.ts';
import { gatewayVariables, render } from './gateway-config.ts';
import { NGINX_SOURCES, TEMPLATE } from './gateway.server.ts';

const variables = gatewayVariables(planFleet(FLEET_DEFAULTS));
const template = readFileSync(join(NGINX_SOURCES, TEMPLATE), 'utf8');

const twice = (port: number) =>
  `server 127.0.0.1:${port} max_fails=2 fail_timeout=2s; server 127.0.0.1:${port} backup max_fails=0;`;

describe('the gateway of the rig', () => {
  it('knows the services by their ports, and every lookup', () => {
    expect(variables).toEqual({
      GATEWAY_LISTEN: '127.0.0.1:8000',
      GATEWAY_TLS: '',
      GATEWAY_RESOLVER: '',
      GATEWAY_UNLIMITED: '127.0.0.0/8 0;',
      CREATE_SERVERS: twice(8010),
      LOOKUP_SERVERS:
        'server 127.0.0.1:8012 max_fails=2 fail_timeout=2s; server 127.0.0.1:8013 max_fails=2 fail_timeout=2s; ' +
        'server 127.0.0.1:8012 backup max_fails=0; server 127.0.0.1:8013 backup max_fails=0;',
      STATS_SERVERS: twice(8011),
      CREATE_MANAGEMENT_SERVERS: twice(8030),
    });
  });

  it('goes through the proxy where one stands, but asks for health directly', () => {
    const fronted = gatewayVariables(planFleet({ ...FLEET_DEFAULTS, proxied: ['create'] }));
    expect(fronted).toMatchObject({
      CREATE_SERVERS: twice(8210),
      CREATE_MANAGEMENT_SERVERS: twice(8030),
    });
  });
});

describe('render', () => {
  it('sets what the template asks for and leaves the variables of nginx alone', () => {
    expect(render('listen ${A}; # $host\n  # ${B}\nset $host;', { A: '1' })).toBe(
      'listen 1; # $host\nset $host;',
    );
  });

  it('refuses a template that asks for more', () => {
    expect(() => render('listen ${PORT};', {})).toThrow('PORT');
  });

  it('uses every variable, and leaves none', () => {
    const rendered = render(template, variables);
    expect(rendered).not.toMatch(/\$\{[A-Z]/);
    for (const value of Object.values(variables)) expect(rendered).toContain(value);
  });
});

const nginx = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/bin/nginx'].find((path) => existsSync(path));
const whereNginxIs = nginx === undefined ? test.skip : test;

whereNginxIs('nginx accepts the configuration (skipped where there is no nginx)', () => {
  const prefix = mkdtempSync(join(tmpdir(), 'rig-nginx-'));
  try {
    mkdirSync(join(prefix, 'conf.d'));
    copyFileSync(join(NGINX_SOURCES, 'nginx.conf'), join(prefix, 'nginx.conf'));
    writeFileSync(join(prefix, 'conf.d/fleetlink.conf'), render(template, variables));
    const args = ['-t', '-p', `${prefix}/`, '-c', join(prefix, 'nginx.conf')];
    // its access log is /dev/stdout, which cannot be opened where that is a socket, as Node's pipes are
    const { status, stderr } = spawnSync(nginx!, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('test is successful') });
  } finally {
    rmSync(prefix, { recursive: true });
  }
});
