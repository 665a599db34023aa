/** Parts of the read path that libs/link keeps to itself, as they were built, and links to try them with. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LinkTarget, RecentChanges } from '@fleetlink/link';

const LINK_LIB = join(import.meta.dirname, '../../libs/link/dist');

export interface CachedTarget {
  readonly target: LinkTarget;
  readonly freshUntilMs: number;
  readonly isHot: boolean;
}

interface CopyTextModule {
  readonly copyText: (copy: CachedTarget) => string;
  readonly parseCopy: (text: string, name: string, nowMs: number) => CachedTarget | undefined;
}

interface FirstTierModule {
  readonly FirstTier: new (
    settings: {
      readonly l1EntriesMax: number;
      readonly l1FreshSeconds: number;
      readonly l1StaleSeconds: number;
    },
    changes: RecentChanges,
  ) => { readonly size: number; keep(target: LinkTarget): boolean };
}

export async function readTier(): Promise<CopyTextModule & FirstTierModule> {
  const [copies, tier] = await Promise.all([
    moduleAt<CopyTextModule>('cache/copy-text.js'),
    moduleAt<FirstTierModule>('resolve/first-tier.js'),
  ]);
  return { ...copies, ...tier };
}

/** Links of one tenant with targets of 80 characters; no two share a string. */
export function manyTargets(count: number): LinkTarget[] {
  return Array.from({ length: count }, (_, index) => {
    const digits = String(index).padStart(8, '0');
    const text = JSON.stringify({
      id: `7${digits}000000`,
      name: `n${digits}xy`,
      tenantId: '1',
      url: `https://www.example.com/articles/2026/11/short-links?utm_source=mail&id=${digits}`,
      redirectStatus: 302,
      state: 'active',
      expiresAtMs: null,
      version: 1,
    });
    return JSON.parse(text) as LinkTarget;
  });
}

async function moduleAt<Module>(path: string): Promise<Module> {
  return (await import(pathToFileURL(join(LINK_LIB, path)).href)) as Module;
}
