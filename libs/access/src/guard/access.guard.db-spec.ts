import 'reflect-metadata';
import { Controller, Get, Global, Module, UseGuards } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CatalogDatabase } from '@fleetlink/postgres';
import { createLog, serviceSettings, startService, type RunningService } from '@fleetlink/service';
import { readSettings } from '@fleetlink/settings';
import { ownCatalog, type OwnCatalog } from '../testing/own-catalog.fixture.js';
import { AccessModule } from '../access.module.js';
import type { CallerIdentity } from '../caller.js';
import { KeyKeeper } from '../key/key-keeper.js';
import { newKey } from '../key/key-text.js';
import { AccessGuard, RequireScope } from './access.guard.js';
import { Caller } from './caller.decorator.js';

@Controller('api')
@UseGuards(AccessGuard)
class GuardedController {
  @Get('me')
  @RequireScope('links:read')
  me(@Caller() caller: CallerIdentity): CallerIdentity {
    return caller;
  }

  @Get('admin')
  @RequireScope('admin')
  admin(): string {
    return 'secret';
  }

  @Get('forgotten')
  forgotten(): string {
    return 'secret';
  }
}

/** A scope on the class holds for its routes. */
@Controller('api/vault')
@UseGuards(AccessGuard)
@RequireScope('admin')
class VaultController {
  @Get()
  open(): string {
    return 'secret';
  }
}

@Global()
@Module({})
class CatalogModule {}

@Module({})
class GuardedModule {}

describe('AccessGuard', () => {
  let own: OwnCatalog;
  const services: RunningService[] = [];
  const lines: string[] = [];
  beforeAll(async () => {
    own = await ownCatalog();
    services.push(await start(false), await start(true));
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.close()));
    await own.drop();
  });

  function start(anonymousByDefault: boolean): Promise<RunningService> {
    const provider = { provide: CatalogDatabase, useValue: own.another() };
    const catalog = { module: CatalogModule, providers: [provider], exports: [CatalogDatabase] };
    const access = AccessModule.register({ settings: { anonymousCreate: undefined }, anonymousByDefault });
    return startService({
      name: 'guarded',
      module: {
        module: GuardedModule,
        imports: [catalog, access],
        controllers: [GuardedController, VaultController],
      },
      settings: readSettings({ it: serviceSettings({ port: 0, managementPort: 0 }) }, {}).it,
      log: createLog({ name: 'guarded', level: 'info', write: (line) => lines.push(line) }),
      catchSignals: false,
    });
  }

  async function ask(headers: Record<string, string>, path = 'me', open = false) {
    const response = await fetch(`${services[open ? 1 : 0]?.url}/api/${path}`, { headers });
    const text = await response.text();
    const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, code: body['code'], body, headers: response.headers };
  }

  const keep = () => new KeyKeeper(own.catalog);
  const reader = () => keep().create('default', { name: 'reader', scopes: ['links:read'] });
  const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });

  it('takes a key from either field, and from both where they agree', async () => {
    const { id, key } = await reader();
    const me = { tenantId: 'default', scopes: ['links:read'], keyId: id, anonymous: false };
    for (const headers of [bearer(key), { 'X-Api-Key': key }, { ...bearer(key), 'X-Api-Key': key }])
      expect(await ask(headers)).toMatchObject({ status: 200, body: me });
    expect(await ask({ Authorization: `bearer  ${key} ` })).toMatchObject({ status: 200 });
  });

  it('refuses everything else with 401 and says how to authenticate', async () => {
    const [one, two] = [await reader(), await reader()];
    const cases: [Record<string, string>, string][] = [
      [{}, 'access/key-missing'],
      [bearer(newKey().text), 'access/key-unknown'],
      [{ 'X-Api-Key': `${one.key}x` }, 'access/key-malformed'],
      [{ 'X-Api-Key': '' }, 'access/key-malformed'],
      [{ Authorization: 'Bearer' }, 'access/key-malformed'],
      [{ Authorization: 'Basic dXNlcjpwYXNz' }, 'access/key-malformed'],
      [{ ...bearer(one.key), 'X-Api-Key': two.key }, 'access/key-ambiguous'],
    ];
    for (const [headers, code] of cases) {
      const answer = await ask(headers);
      expect(answer).toMatchObject({ status: 401, code });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('lets callers without a key in where that is on, but never one with a wrong key', async () => {
    const anonymous = {
      tenantId: 'anonymous',
      scopes: ['links:read', 'links:write', 'stats:read'],
      keyId: null,
      anonymous: true,
    };
    expect(await ask({}, 'me', true)).toMatchObject({ status: 200, body: anonymous });
    expect(await ask({}, 'admin', true)).toMatchObject({ status: 403 });
    for (const headers of [bearer(newKey().text), { 'X-Api-Key': '' }, { Authorization: 'Basic eA==' }])
      expect(await ask(headers, 'me', true)).toMatchObject({ status: 401 });
  });

  it('asks for the scope of the route, or of its class', async () => {
    const { key } = await reader();
    const admin = await keep().create('default', { name: 'admin', scopes: ['admin'] });
    for (const path of ['admin', 'vault']) {
      const refused = await ask(bearer(key), path);
      expect(refused).toMatchObject({ status: 403, code: 'access/scope-missing' });
      expect(refused.body['detail']).toContain('admin');
      expect(await ask(bearer(admin.key), path)).toMatchObject({ status: 200 });
    }
    expect(await ask(bearer(admin.key), 'me')).toMatchObject({ status: 403 });
  });

  it('is shut where a route forgot its scope', async () => {
    expect(await ask(bearer((await reader()).key), 'forgotten')).toMatchObject({ status: 500 });
  });

  it('refuses a revoked key in every process within two seconds', async () => {
    const { id, key } = await reader();
    expect((await ask(bearer(key))).status).toBe(200);
    expect((await ask(bearer(key), 'me', true)).status).toBe(200);
    await keep().revoke('default', id);
    const deadline = performance.now() + 2_000;
    const statuses = async () => [
      (await ask(bearer(key))).status,
      (await ask(bearer(key), 'me', true)).status,
    ];
    let seen = await statuses();
    while (performance.now() < deadline && seen.join() !== '401,401') seen = await statuses();
    expect(seen).toEqual([401, 401]);
  });

  it('writes no key into the log', async () => {
    const { key } = await reader();
    await ask(bearer(key), 'forgotten');
    expect(lines.join('')).toContain('without @RequireScope');
    expect(lines.join('')).not.toContain(key.slice(-38));
  });

  it('answers 503 while the catalog is away, and goes on knowing whom it knew', async () => {
    const [known, unknown] = [await reader(), await reader()];
    expect((await ask(bearer(known.key))).status).toBe(200);
    await own.takeAway();
    const answer = await ask(bearer(unknown.key));
    expect(answer).toMatchObject({ status: 503, code: 'postgres/unreachable' });
    expect(answer.headers.has('retry-after')).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await ask(bearer(known.key))).status).toBe(200);
  });
});
