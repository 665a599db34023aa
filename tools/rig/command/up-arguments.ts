import { FLEET_DEFAULTS, type FleetOptions } from '../plan/fleet-plan.ts';
import { LOOKUPS_MAX, REPLICAS_MAX, SHARDS_MAX, TWINS_MAX } from '../plan/port-plan.ts';
import {
  COMMON,
  FLAG,
  misuse,
  readNumber,
  readOptions,
  readPortBase,
  readSetting,
  TEXT,
  TEXTS,
} from './read-words.ts';
import type { UpCommand } from './rig-command.ts';

const OPTIONS = {
  ...COMMON,
  shards: TEXT,
  replicas: TEXT,
  creates: TEXT,
  lookups: TEXT,
  stats: TEXT,
  pgbouncer: FLAG,
  proxy: TEXTS,
  'edge-cache': TEXT,
  'no-services': FLAG,
  monitoring: FLAG,
  'no-build': FLAG,
  embedded: FLAG,
  set: TEXTS,
} as const;

type Values = ReturnType<typeof readOptions<typeof OPTIONS>>['values'];

export function readUpCommand(args: readonly string[]): UpCommand | { readonly kind: 'help' } {
  const { values, positionals } = readOptions(args, OPTIONS);
  if (values.help) return { kind: 'help' };
  if (positionals.length > 0) throw misuse(`up takes options only; ${positionals[0]} is too many`);
  return {
    kind: 'up',
    options: fleetOptions(values),
    isEmbedded: values.embedded === true,
    isBuilt: values['no-build'] === true,
    settings: Object.fromEntries((values.set ?? []).map(readSetting)),
  };
}

function fleetOptions(values: Values): FleetOptions {
  const given = {
    shards: readNumber('--shards', values.shards, [1, SHARDS_MAX]),
    replicas: readNumber('--replicas', values.replicas, [0, REPLICAS_MAX]),
    creates: readNumber('--creates', values.creates, [1, TWINS_MAX]),
    stats: readNumber('--stats', values.stats, [1, TWINS_MAX]),
    lookups: readNumber('--lookups', values.lookups, [1, LOOKUPS_MAX]),
    portBase: readPortBase(values['port-base']),
    hasPgbouncer: values.pgbouncer,
    hasServices: values['no-services'] === true ? false : undefined,
    hasMonitoring: values.monitoring,
    edgeCacheSeconds: readNumber('--edge-cache', values['edge-cache'], [0, 86_400]),
    proxied: values.proxy?.flatMap((names) => names.split(',')).filter(Boolean),
  };
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...FLEET_DEFAULTS, ...(Object.fromEntries(said) as Partial<FleetOptions>) };
}
