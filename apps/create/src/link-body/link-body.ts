import { nameOf, type Link, type LinkState, type RedirectStatus } from '@fleetlink/link';

/** A link as the API shows it. */
export interface LinkBody {
  readonly id: string;
  readonly name: string;
  readonly code: string | null;
  readonly alias: string | null;
  readonly url: string;
  readonly shortUrl: string;
  readonly title: string | null;
  readonly tags: readonly string[];
  readonly redirectStatus: RedirectStatus;
  readonly state: LinkState | 'expired';
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly version: number;
  /** Null while the statistics are away. */
  readonly clicks: number | null;
  readonly warnings: readonly string[];
}

export function linkBody(link: Link, clicks: number | null, publicUrl: string): LinkBody {
  const name = nameOf(link);
  return {
    id: link.id,
    name,
    code: link.code,
    alias: link.alias,
    url: link.url,
    shortUrl: `${publicUrl}/${name}`,
    title: link.title,
    tags: link.tags,
    redirectStatus: link.redirectStatus,
    state: stateShown(link),
    createdAt: link.createdAt.toISOString(),
    expiresAt: link.expiresAt?.toISOString() ?? null,
    version: link.version,
    clicks,
    warnings: link.warnings,
  };
}

function stateShown({ state, expiresAt }: Link): LinkBody['state'] {
  return state === 'active' && expiresAt !== null && expiresAt.getTime() <= Date.now() ? 'expired' : state;
}
