import type { FollowedLink } from '../../load-tests/followed-link.ts';
import { linksOf } from '../../load-tests/options.ts';
import { PROFILES } from '../../load-tests/profiles.ts';
import { difference, metricAt, type Values } from '../bench/service-metrics.ts';
import { box } from '../demo/box.ts';
import { createInBulk } from '../demo/bulk.client.ts';
import { clicksCounted, clicksSettled, countedSince } from '../demo/clicks/summary.ts';
import { DemoFault } from '../demo/demo-fault.ts';
import { generatedUrlList } from '../demo/generated-urls.ts';
import { count, Progress } from '../demo/progress.ts';
import { ServiceClient } from '../demo/service.client.ts';
import type { Stage } from '../demo/stage.ts';
import type { LoadPlan } from './arguments.ts';
import { provideK6 } from './k6-program.ts';
import { runK6, type K6Outcome } from './k6-run.ts';
import { withTarget, type LoadTarget } from './load-target.ts';
import { findingsOf, verdictOf, type LoadOutcome } from './verdict.ts';

const SEED = 1;

/** Without a further click for so long, no more are expected. */
const QUIET_MS = 20_000;

/** What the services say about themselves. */
interface Counted {
  readonly tiers: Values;
  readonly clicks: number;
}

/** Sends the load of one profile. True if every target of the plan was met. */
export async function load(plan: LoadPlan, stage: Stage): Promise<boolean> {
  const program = provideK6();
  return withTarget(plan.place, stage, async (target) => {
    const client = new ServiceClient(target);
    try {
      const links = await createLinks(client, linksOf(PROFILES[plan.profile]!, plan.scale));
      tellLoad(plan, target, links);
      const before = await countedAt(client, target);
      const outcome = await runK6({ ...plan, program, target, links }, stage);
      return told(plan, outcome, {
        ...outcome,
        cacheHitShare: await hitShareSince(target, before, outcome),
        clicksCounted: await clicksSince(client, before, outcome),
      });
    } finally {
      client.close();
    }
  });
}

async function createLinks(client: ServiceClient, length: number): Promise<FollowedLink[]> {
  const links: FollowedLink[] = [];
  if (length === 0) return links;
  const urls = generatedUrlList(SEED, length);
  const progress = new Progress('create', length);
  for await (const { status, link, problem } of createInBulk(
    client,
    urls.map((url) => ({ url })),
  )) {
    if (link === undefined) throw new DemoFault(`a link is refused with ${status}: ${problem?.detail ?? ''}`);
    links.push({ name: link.name, url: link.url });
    progress.advance();
  }
  progress.end();
  return links;
}

function tellLoad({ profile, scale }: LoadPlan, { url }: LoadTarget, links: readonly unknown[]): void {
  const { about } = PROFILES[profile]!;
  const scaled = scale === 1 ? '' : `, all rates, people and links times ${scale}`;
  process.stdout.write(`${profile} on ${url}: ${about}${scaled}; ${count(links.length)} links\n`);
}

async function countedAt(client: ServiceClient, { lookups }: LoadTarget): Promise<Counted> {
  return {
    tiers: await metricAt(lookups, 'fleetlink_lookup_total'),
    clicks: await clicksCounted(client),
  };
}

/** Names that lead nowhere are asked of a shard, save those that are remembered as absent for a moment. */
async function hitShareSince(
  { lookups }: LoadTarget,
  { tiers }: Counted,
  { unknownAsked }: K6Outcome,
): Promise<number | undefined> {
  if (lookups.length === 0) return undefined;
  const counted = difference(await metricAt(lookups, 'fleetlink_lookup_total'), tiers);
  const { l1 = 0, l2 = 0, l3 = 0, joined = 0, absent = 0 } = counted;
  return (l1 + l2) / (l1 + l2 + l3 + joined - (unknownAsked - absent));
}

/** Clicks are counted a moment after their redirects, and those that nobody waited for after that. */
async function clicksSince(
  client: ServiceClient,
  { clicks: from }: Counted,
  { redirectsAnswered: clicks }: K6Outcome,
): Promise<number> {
  if (clicks === 0) return 0;
  await countedSince(client, { from, clicks, quietMs: QUIET_MS });
  await clicksSettled(client);
  return (await clicksCounted(client)) - from;
}

function told({ profile, scale }: LoadPlan, { report }: K6Outcome, outcome: LoadOutcome): boolean {
  const findings = findingsOf(outcome);
  const verdict = verdictOf(findings);
  const rows = [
    ...findings.map((finding) => [finding.what, finding.told] as const),
    ['verdict', verdict.told],
    ['report', report],
  ] as const;
  process.stdout.write(`${box(`Load ${profile}${scale === 1 ? '' : `, scale ${scale}`}`, rows)}\n`);
  return verdict.isRight;
}
