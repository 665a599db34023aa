import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import {
  AccessGuard,
  Caller,
  KeyKeeper,
  RequireScope,
  scopes,
  type CallerIdentity,
  type KeyFacts,
  type MadeKey,
} from '@fleetlink/access';
import { SchemaPipe } from '@fleetlink/service';
import { z } from 'zod';

const NAME_LENGTH_MAX = 100;

export const newKeySchema = z.strictObject({
  name: z.string().min(1, { error: 'Say what the key is for.' }).max(NAME_LENGTH_MAX),
  scopes: z
    .array(z.enum(scopes, { error: `Use some of ${scopes.join(', ')}.` }))
    .min(1, { error: 'Name at least one scope.' }),
  expiresAt: z.iso
    .datetime({ offset: true, error: 'Use an RFC 3339 time such as 2027-01-31T12:00:00Z.' })
    .transform((text) => new Date(text))
    .nullish(),
});

type Shown<Facts extends KeyFacts> = Omit<Facts, 'tenantId'>;

/** API keys of the caller's tenant. */
@Controller('api/v1/keys')
@UseGuards(AccessGuard)
export class KeysController {
  constructor(private readonly keeper: KeyKeeper) {}

  @Post()
  @HttpCode(201)
  @RequireScope('admin')
  async create(
    @Body(new SchemaPipe(newKeySchema)) { name, scopes: wanted, expiresAt }: z.output<typeof newKeySchema>,
    @Caller() { tenantId }: CallerIdentity,
  ): Promise<Shown<MadeKey>> {
    return shown(
      await this.keeper.create(tenantId, {
        name,
        scopes: [...new Set(wanted)],
        expiresAt: expiresAt ?? null,
      }),
    );
  }

  @Get()
  @RequireScope('admin')
  async list(@Caller() { tenantId }: CallerIdentity): Promise<{ keys: Shown<KeyFacts>[] }> {
    return { keys: (await this.keeper.list(tenantId)).map(shown) };
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('admin')
  async revoke(@Param('id') id: string, @Caller() { tenantId }: CallerIdentity): Promise<void> {
    await this.keeper.revoke(tenantId, id);
  }
}

function shown<Facts extends KeyFacts>({ tenantId: _, ...facts }: Facts): Shown<Facts> {
  return facts;
}
