/** A lookup service that finds a few links in memory: everything between the connection and the resolver is real. */
import type { Server } from 'node:http';
import { ClickRecorder, type ClickFacts } from '@fleetlink/click';
import { LinkResolver, type LinkTarget } from '@fleetlink/link';
import {
  errorPage,
  LookupModule,
  LookupOptions,
  lookupTopics,
  nameAnswering,
  RedirectLane,
} from '@fleetlink/lookup';
import { Problem } from '@fleetlink/problem';
import { startService, type RunningService } from '@fleetlink/service';
import { readSettings } from '@fleetlink/settings';

export const NAMES = ['living', 'forever', 'moved_on', 'ended-1', 'deleted', 'blocked', 'disabled'] as const;

/** Answers for these names are waited for. */
export const AWAITED = ['slow-living', 'slow-nobody', 'slow-failing'] as const;

const SETTINGS = {
  HOST: '127.0.0.1',
  PORT: '0',
  MANAGEMENT_PORT: '0',
  PUBLIC_URL: 'https://go.example',
  TRUST_PROXY: '127.0.0.0/8',
  LOG_LEVEL: 'silent',
  CLICK_OVERRIDES: 'on',
};

export interface LaneApp {
  readonly server: Server;
  readonly port: number;
  /** Recorded since they were last taken away. */
  readonly clicks: ClickFacts[];
  readonly handedOver: () => number;
  readonly close: () => Promise<void>;
}

export async function startLaneApp(lane: 'socket' | 'http'): Promise<LaneApp> {
  const clicks: ClickFacts[] = [];
  const service = await startService({
    name: 'fuzz',
    settings: settingsFor(lane).service,
    errorPage,
    catchSignals: false,
    module: {
      module: LookupModule,
      controllers: nameAnswering.controllers,
      providers: [
        ...nameAnswering.providers,
        { provide: LookupOptions, useValue: optionsFor(lane) },
        { provide: LinkResolver, useValue: { resolve: find } },
        { provide: ClickRecorder, useValue: { record: (facts: ClickFacts) => void clicks.push(facts) } },
      ],
    },
  });
  return {
    server: service.app.getHttpServer() as Server,
    port: portOf(service),
    clicks,
    handedOver: () => service.app.get(RedirectLane).counters.handedOver,
    close: () => service.close(),
  };
}

function settingsFor(lane: string) {
  return readSettings(lookupTopics, { ...SETTINGS, REDIRECT_LANE: lane });
}

function optionsFor(lane: string): LookupOptions {
  const { service, ...rest } = settingsFor(lane);
  return new LookupOptions({
    ...rest,
    publicUrl: SETTINGS.PUBLIC_URL,
    trustProxy: service.trustProxy,
    dataDir: '',
  });
}

function portOf({ url }: RunningService): number {
  return Number(new URL(url).port);
}

const links = new Map<string, LinkTarget>(
  [
    link('living', {}),
    link('forever', { redirectStatus: 301 }),
    link('moved_on', { redirectStatus: 308 }),
    link('ended-1', { expiresAtMs: 1 }),
    link('deleted', { state: 'deleted' }),
    link('blocked', { state: 'blocked' }),
    link('disabled', { state: 'disabled' }),
  ].map((target) => [target.name, target]),
);

function link(name: string, terms: Partial<LinkTarget>): LinkTarget {
  return {
    id: '1',
    name,
    tenantId: 't',
    url: `https://example.com/${name}?a=b#c`,
    redirectStatus: 302,
    state: 'active',
    expiresAtMs: null,
    version: 1,
    ...terms,
  };
}

function find(name: string): LinkTarget | undefined | Promise<LinkTarget | undefined> {
  if (!name.startsWith('slow')) return links.get(name);
  return later(name.slice('slow-'.length));
}

async function later(name: string): Promise<LinkTarget | undefined> {
  await new Promise((resolve) => setImmediate(resolve));
  if (name === 'failing') throw new Problem('unavailable', 'shard/away', 'Away', { detail: 'Not now.' });
  return links.get(name);
}
