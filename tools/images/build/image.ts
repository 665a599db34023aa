/** The images of docker/Dockerfile: their names, limits, sizes and configuration. */
import { runProgram } from '../../rig/program/run-program.ts';
import { BASE_IMAGE } from './base-image.ts';
import { buildah } from './buildah.ts';

export type Target = 'create' | 'lookup' | 'stats' | 'edge' | 'cli' | 'standalone';

/** Megabytes (10^6 bytes) that an image may add to its base. The standalone brings Postgres. */
export const TARGETS: Readonly<Record<Target, { readonly megabytesMax: number }>> = {
  create: { megabytesMax: 100 },
  lookup: { megabytesMax: 100 },
  stats: { megabytesMax: 100 },
  edge: { megabytesMax: 100 },
  cli: { megabytesMax: 100 },
  standalone: { megabytesMax: 200 },
};

/** What a container runtime reads of an image. */
export interface ImageConfig {
  /** `10001:10001` */
  readonly User: string;
  /** NAME=value */
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly WorkingDir: string;
  /** `CMD` and the words of the command. */
  readonly Healthcheck?: { readonly Test: readonly string[] };
  readonly Volumes?: Readonly<Record<string, object>>;
}

export function imageOf(target: Target): string {
  return `localhost/fleetlink-${target}`;
}

export async function buildImage(target: Target): Promise<void> {
  const base = ['--pull-never', '--build-arg', `NODE_IMAGE=${BASE_IMAGE}`];
  // health checks are known to Docker's format only
  const form = ['--format', 'docker', '--layers'];
  const names = ['--target', target, '--tag', imageOf(target), '--file', 'docker/Dockerfile'];
  await buildah('bud', ...form, ...base, ...names, '.');
}

export async function configOf(target: Target): Promise<ImageConfig> {
  const inspected = JSON.parse(await buildah('inspect', '--type', 'image', imageOf(target)));
  return inspected.Docker.config as ImageConfig;
}

/** Unpacked: the sum of its files. */
export async function megabytesAboveBase(target: Target): Promise<number> {
  const [image, base] = await Promise.all([bytesOf(imageOf(target)), bytesOf(BASE_IMAGE)]);
  return (image - base) / 1e6;
}

async function bytesOf(image: string): Promise<number> {
  const { folder, unmount } = await mountImage(image);
  try {
    return Number.parseInt(await runProgram('/usr/bin/du', ['--summarize', '--bytes', folder]), 10);
  } finally {
    await unmount();
  }
}

export interface MountedImage {
  /** The root of a fresh copy. */
  readonly folder: string;
  unmount(): Promise<void>;
}

export async function mountImage(image: string): Promise<MountedImage> {
  const container = (await buildah('from', '--pull-never', image)).trim();
  const folder = (await buildah('mount', container)).trim();
  return {
    folder,
    async unmount() {
      await buildah('rm', container);
    },
  };
}
