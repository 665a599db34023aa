import { clicks } from './boards/clicks.ts';
import { edge } from './boards/edge.ts';
import { overview } from './boards/overview.ts';
import { processes } from './boards/processes.ts';
import { redirects } from './boards/redirects.ts';
import { servers } from './boards/servers.ts';
import { shards } from './boards/shards.ts';
import type { Dashboard } from './dashboard.ts';

/** In the order in which somebody would look at them. */
export const DASHBOARDS: readonly Dashboard[] = [
  overview,
  redirects,
  clicks,
  shards,
  servers,
  processes,
  edge,
];
