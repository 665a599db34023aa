import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a link does. `expired` is not among them: it is a matter of the clock, not of the row. */
export type LinkState = 'active' | 'disabled' | 'blocked' | 'deleted';

export const redirectStatuses = [301, 302, 307, 308] as const;
export type RedirectStatus = (typeof redirectStatuses)[number];

/** One short link as its shard stores it. Ids are decimal strings outside of minting. */
@Entity({ name: 'link' })
export class Link {
  @PrimaryColumn('bigint')
  id!: string;

  @PrimaryColumn('smallint')
  slot!: number;

  /** The name of a link without an alias; null for an aliased one, whose id is never published as a code. */
  @Column('text', { nullable: true })
  code!: string | null;

  @Column('text', { nullable: true })
  alias!: string | null;

  @Column('text', { name: 'tenant_id' })
  tenantId!: string;

  /** The WHATWG href: pure ASCII, and exactly what `Location` says. */
  @Column('text')
  url!: string;

  /** What the client sent, before it became an href. */
  @Column('text', { name: 'entered_url' })
  enteredUrl!: string;

  @Column('text', { nullable: true })
  title!: string | null;

  @Column('text', { array: true })
  tags!: string[];

  @Column('smallint', { name: 'redirect_status' })
  redirectStatus!: RedirectStatus;

  @Column('text')
  state!: LinkState;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('integer')
  version!: number;

  @Column('text', { array: true })
  warnings!: string[];
}

/** What follows the slash of the short URL. */
export function nameOf({ alias, code }: Pick<Link, 'alias' | 'code'>): string {
  return (alias ?? code)!;
}

/** The select list that gives explicit SQL the same rows as the entity. */
export const LINK_COLUMNS = `id, slot, code, alias, tenant_id AS "tenantId", url, entered_url AS "enteredUrl", title,
  tags, redirect_status AS "redirectStatus", state, created_at AS "createdAt", expires_at AS "expiresAt", version, warnings`;
