/** Buildah: builds images without a daemon. Their storage belongs to this clone and lies outside of it. */
import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { platform } from 'node:os';
import { install, whyNoApt } from '../../rig/program/apt.ts';
import { runProgram } from '../../rig/program/run-program.ts';
import { ROOT } from '../../rig/record/rig-folder.ts';

/** Where test runners would not come across the packages of an image. */
export const IMAGES_HOME = `/var/tmp/fleetlink-images-${createHash('sha256').update(ROOT).digest('hex').slice(0, 8)}`;

const BUILD_MS_MAX = 600_000;
const PROBE = `${IMAGES_HOME}/probe`;

/** What has to be there, by Debian package. */
const PROGRAMS: Readonly<Record<string, string>> = {
  buildah: '/usr/bin/buildah',
  mmdebstrap: '/usr/bin/mmdebstrap',
  'debian-archive-keyring': '/usr/share/keyrings/debian-archive-keyring.gpg',
};

/** Undefined where images can be built and run, or why they cannot. */
export async function whyNoImages(): Promise<string | undefined> {
  if (platform() !== 'linux') return 'images are built on Linux only';
  if (process.geteuid?.() !== 0) return 'only root may mount the file system of an image';
  const reason = whyNoApt();
  const missing = missingPackages();
  if (missing.length > 0 && reason !== undefined) return `${missing.join(', ')} missing, and ${reason}`;
  return runProgram('/usr/bin/unshare', ['--mount', '--pid', '--fork', 'true']).then(
    () => undefined,
    () => 'this machine allows no new namespaces',
  );
}

export async function ensureBuildah(): Promise<void> {
  const missing = missingPackages();
  if (missing.length > 0) await install(missing);
}

export async function buildah(...args: readonly string[]): Promise<string> {
  const storage = ['--root', `${IMAGES_HOME}/storage`, '--runroot', `${IMAGES_HOME}/run`];
  const driver = ['--storage-driver', await storageDriver()];
  return runProgram(PROGRAMS['buildah']!, [...storage, ...driver, ...args], {
    environment: { ...proxies(), BUILDAH_ISOLATION: 'chroot' },
    cwd: ROOT,
    timeoutMs: BUILD_MS_MAX,
  });
}

/** Frees the disk: layers that the next build would take again. */
export async function removeImages(): Promise<void> {
  await buildah('rm', '--all');
  await buildah('rmi', '--all', '--force');
  rmSync(IMAGES_HOME, { recursive: true, force: true });
}

let driver: Promise<string> | undefined;

/** vfs copies whole file systems and works everywhere; overlay is not allowed on top of an overlay. */
function storageDriver(): Promise<string> {
  driver ??= probeOverlay();
  return driver;
}

async function probeOverlay(): Promise<string> {
  const probe = ['--root', PROBE, '--runroot', `${PROBE}-run`, '--storage-driver', 'overlay', 'images'];
  try {
    await runProgram(PROGRAMS['buildah']!, probe);
    return 'overlay';
  } catch {
    return 'vfs';
  } finally {
    for (const folder of [PROBE, `${PROBE}-run`]) rmSync(folder, { recursive: true, force: true });
  }
}

function missingPackages(): string[] {
  return Object.entries(PROGRAMS)
    .filter(([, path]) => !existsSync(path))
    .map(([name]) => name);
}

/** Builds reach the package registry the way this machine does. */
function proxies(): Record<string, string> {
  const isProxy = (entry: [string, string | undefined]): entry is [string, string] =>
    /^(https?|no)_proxy$/i.test(entry[0]) && entry[1] !== undefined;
  return Object.fromEntries(Object.entries(process.env).filter(isProxy));
}
