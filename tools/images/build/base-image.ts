/** Stands in for node:24-bookworm-slim where no registry is reachable: Debian's packages and npm's Node. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProgram } from '../../rig/program/run-program.ts';
import { ROOT } from '../../rig/record/rig-folder.ts';
import { buildah, IMAGES_HOME } from './buildah.ts';

export const BASE_IMAGE = 'localhost/fleetlink-node:24';

const DEBIAN = 'bookworm';
const BOOTSTRAP_MS_MAX = 300_000;
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

export async function ensureBaseImage(): Promise<void> {
  if ((await buildah('images', '--quiet', '--filter', `reference=${BASE_IMAGE}`)) !== '') return;
  const container = (await buildah('from', 'scratch')).trim();
  const put = (from: string, to: string) => buildah('copy', '--quiet', container, from, to);
  await buildah('add', '--quiet', container, await debian(), '/');
  await put(join(ROOT, 'node_modules/node/bin/node'), '/usr/local/bin/node');
  await put(npm(), '/usr/local/lib/node_modules/npm');
  await buildah(
    'run',
    container,
    '--',
    'ln',
    '-s',
    '../lib/node_modules/npm/bin/npm-cli.js',
    '/usr/local/bin/npm',
  );
  if (existsSync(CERTIFICATES)) {
    // the build trusts whom this machine trusts
    await put(CERTIFICATES, CERTIFICATES);
    await buildah('config', '--env', `NODE_EXTRA_CA_CERTS=${CERTIFICATES}`, container);
  }
  await buildah('commit', '--quiet', '--rm', container, BASE_IMAGE);
}

/** The essential packages, without what slim images leave out too. */
async function debian(): Promise<string> {
  const archive = join(IMAGES_HOME, `${DEBIAN}.tar`);
  if (existsSync(archive)) return archive;
  const left = ['doc', 'locale', 'man'].map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`);
  const options = ['--quiet', '--variant=essential', '--include=libstdc++6,passwd', ...left];
  mkdirSync(IMAGES_HOME, { recursive: true, mode: 0o711 });
  // whole or not at all
  const unfinished = join(IMAGES_HOME, `unfinished-${process.pid}.tar`);
  await runProgram('/usr/bin/mmdebstrap', [...options, DEBIAN, unfinished], { timeoutMs: BOOTSTRAP_MS_MAX });
  renameSync(unfinished, archive);
  return archive;
}

/** The npm that started us. */
function npm(): string {
  const cli = process.env.npm_execpath;
  if (!cli) throw new Error('the images want to be started by npm: npm run images');
  return dirname(dirname(cli));
}
