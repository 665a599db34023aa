// Leaves what one app runs with, after npm has installed its production packages: node docker/prune.js
import { existsSync, globSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const WORKSPACES = 'node_modules/@fleetlink';

/** Read by people, compilers and debuggers, or meant for browsers. */
const NEVER_RUN = [
  'node_modules/**/*.{map,md,markdown}',
  '{apps,libs}/*/dist/**/*.map',
  '{apps,libs,node_modules}/**/*.d.{ts,mts,cts}',
  '{apps,libs}/*/dist/.tsbuildinfo',
  'node_modules/typeorm/browser',
  'node_modules/@typescript',
];

const used = new Set(
  readdirSync(WORKSPACES).map((name) => resolve(WORKSPACES, readlinkSync(join(WORKSPACES, name)))),
);
for (const folder of globSync('{apps,libs}/*'))
  if (!used.has(resolve(folder))) rmSync(folder, { recursive: true });
for (const path of globSync(NEVER_RUN)) rmSync(path, { recursive: true, force: true });
for (const path of ['package-lock.json', '.npmrc', 'docker/prune.js']) if (existsSync(path)) rmSync(path);
