/** Builds and runs images, telling as it goes; each image and each job counts as one test. */
import { NOTHING, one, sum, type Tally } from '../test/tally.ts';
import { ensureBaseImage } from './build/base-image.ts';
import { ensureBuildah, whyNoImages } from './build/buildah.ts';
import { buildImage, megabytesAboveBase, TARGETS, type Target } from './build/image.ts';
import { JOBS, type Job } from './jobs.ts';

/** One skipped test where images cannot be built, or the parts from elsewhere cannot be had. */
export async function checkImages(jobs: readonly Job[]): Promise<Tally> {
  const reason = (await whyNoImages()) ?? (await timed('base image', prepare).catch(messageOf));
  if (reason !== undefined) {
    say(`skipped: ${reason}`);
    return { ...NOTHING, skipped: 1 };
  }
  const tallies: Tally[] = [];
  for (const job of jobs) tallies.push(await checkJob(job));
  return sum(tallies);
}

async function prepare(): Promise<undefined> {
  await ensureBuildah();
  await ensureBaseImage();
}

async function checkJob(job: Job): Promise<Tally> {
  const { targets, run } = JOBS[job];
  const tallies: Tally[] = [];
  for (const target of targets) tallies.push(await counted(target, () => buildAndWeigh(target)));
  const built = sum(tallies);
  return built.failed > 0 ? built : sum([built, await counted(job, run)]);
}

async function buildAndWeigh(target: Target): Promise<string> {
  await buildImage(target);
  const { megabytesMax } = TARGETS[target];
  const megabytes = await megabytesAboveBase(target);
  const weight = `${megabytes.toFixed(0)} MB above its base, limit ${megabytesMax} MB`;
  if (!(megabytes <= megabytesMax)) throw new Error(weight);
  return weight;
}

async function counted(name: string, work: () => Promise<string>): Promise<Tally> {
  try {
    await timed(name, work);
    return one(true);
  } catch (error) {
    say(`${name}: FAILED\n${messageOf(error)}`);
    return one(false);
  }
}

async function timed<Outcome extends string | undefined>(
  name: string,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const startedAt = performance.now();
  const outcome = await work();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  say(`${seconds} s  ${[name, outcome].filter(Boolean).join(': ')}`);
  return outcome;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
