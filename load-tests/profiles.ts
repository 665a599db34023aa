/** The load profiles: who asks for what, how often and for how long. Rates are those before --scale. */
import { REDIRECTS_AVERAGE, REDIRECTS_PEAK } from './plan.ts';

/** The functions of deeds.ts; each runs as a scenario of its own name. */
export type Deed = 'redirect' | 'create' | 'stats' | 'miss' | 'guess';

export interface Stage {
  readonly toPerSecond: number;
  readonly seconds: number;
}

/** Requests at set times, whether or not those before are answered: an open loop. */
export interface Arrivals {
  readonly deed: Deed;
  readonly fromPerSecond: number;
  readonly stages: readonly Stage[];
}

/** People on connections of their own, who follow a link, read for a while and follow another. */
export interface Crowd {
  readonly people: number;
  readonly gatherSeconds: number;
  readonly staySeconds: number;
}

export interface Profile {
  readonly about: string;
  /** How many links are followed, the first most often (Zipf, exponent 1). */
  readonly links: number;
  readonly arrivals: readonly Arrivals[];
  readonly crowd?: Crowd;
}

const SPIKE = 10 * REDIRECTS_AVERAGE;

export const PROFILES: Readonly<Record<string, Profile>> = {
  smoke: {
    about: 'a little of everything, 15 s',
    links: 100,
    arrivals: [
      constant('redirect', 200, 15),
      constant('create', 5, 15),
      constant('stats', 2, 15),
      constant('miss', 10, 15),
      constant('guess', 5, 15),
    ],
  },
  steady: {
    about: '100 million redirects a day spread evenly, 5 min',
    links: 1_000,
    arrivals: [constant('redirect', REDIRECTS_AVERAGE, 300)],
  },
  peak: {
    about: 'from the average to the peak in 30 s, 2 min there',
    links: 10_000,
    arrivals: [
      {
        deed: 'redirect',
        fromPerSecond: REDIRECTS_AVERAGE,
        stages: [
          { toPerSecond: REDIRECTS_PEAK, seconds: 30 },
          { toPerSecond: REDIRECTS_PEAK, seconds: 120 },
        ],
      },
    ],
  },
  spike: {
    about: 'ten times the average within 10 s, 1 min there and back',
    links: 1_000,
    arrivals: [
      {
        deed: 'redirect',
        fromPerSecond: REDIRECTS_AVERAGE,
        stages: [
          { toPerSecond: REDIRECTS_AVERAGE, seconds: 30 },
          { toPerSecond: SPIKE, seconds: 10 },
          { toPerSecond: SPIKE, seconds: 60 },
          { toPerSecond: REDIRECTS_AVERAGE, seconds: 10 },
          { toPerSecond: REDIRECTS_AVERAGE, seconds: 30 },
        ],
      },
    ],
  },
  soak: {
    about: 'the average for 4 hours, with creates beside it',
    links: 1_000,
    arrivals: [constant('redirect', REDIRECTS_AVERAGE, 14_400), constant('create', 12, 14_400)],
  },
  '10k': {
    about: '10,000 people at a time, each on a connection, 4 min',
    links: 1_000,
    arrivals: [],
    crowd: { people: 10_000, gatherSeconds: 60, staySeconds: 180 },
  },
  '30k': {
    about: '30,000 people at a time, each on a connection, 6 min',
    links: 3_000,
    arrivals: [],
    crowd: { people: 30_000, gatherSeconds: 180, staySeconds: 180 },
  },
  create: {
    about: '100 million new links a day spread evenly, one a request, 2 min',
    links: 0,
    arrivals: [constant('create', 1_157, 120)],
  },
  mixed: {
    about: 'the average with creates, statistics, misses and guesses in it, 5 min',
    links: 1_000,
    arrivals: [
      constant('redirect', 984, 300),
      constant('create', 58, 300),
      constant('stats', 23, 300),
      constant('miss', 58, 300),
      constant('guess', 34, 300),
    ],
  },
};

function constant(deed: Deed, perSecond: number, seconds: number): Arrivals {
  return { deed, fromPerSecond: perSecond, stages: [{ toPerSecond: perSecond, seconds }] };
}
