/**
 * Adds to package-lock.json the optional packages of other platforms that npm left out.
 *
 * npm writes no entry for an optional dependency that the registry at hand does not serve, and then
 * `npm ci` refuses its own lock ("Missing … from lock file"). An entry with only a version, `optional`
 * and an impossible-to-match platform is enough for `npm ci`, which skips it everywhere but there.
 * Run after every change of the lock: npm run lock.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface LockedPackage {
  version?: string;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  optionalDependencies?: Record<string, string>;
}

const LOCK_FILE = 'package-lock.json';
const lock = JSON.parse(readFileSync(LOCK_FILE, 'utf8')) as { packages: Record<string, LockedPackage> };

/** Where Node would find `name` from the package at `from`, or undefined if the lock holds it nowhere. */
function resolved(name: string, from: string): LockedPackage | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const found = lock.packages[`${folder}${folder && '/'}node_modules/${name}`];
    if (found || folder === '') return found;
    if (!folder.includes('/node_modules/')) folder = '';
  }
}

const platforms = new Set([
  'darwin',
  'linux',
  'win32',
  'windows',
  'freebsd',
  'openbsd',
  'android',
  'openharmony',
  'wasm32',
  'wasi',
]);
const architectures = new Set([
  'x64',
  'arm64',
  'arm',
  'ia32',
  'ppc64',
  's390x',
  'riscv64',
  'loong64',
  'wasm32',
]);

/** The os and cpu fields that the package's own name announces (`@swc/core-darwin-arm64` and the like). */
function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu'> {
  const words = name.split(/[-/]/);
  const os = words.find((word) => platforms.has(word)) ?? 'unknown';
  const cpu = words.find((word) => architectures.has(word)) ?? 'unknown';
  return { os: [os === 'windows' ? 'win32' : os], cpu: [cpu] };
}

let added = 0;
for (const [path, entry] of Object.entries({ ...lock.packages })) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (resolved(name, path)) continue;
    const version = range.replace(/^[\^~>=\s]+/, '');
    lock.packages[`node_modules/${name}`] = { version, optional: true, ...platformOf(name) };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(LOCK_FILE, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${LOCK_FILE}: ${added} optional packages of other platforms added\n`);
