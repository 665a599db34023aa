#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Runs from a clone with whatever Node is installed: builds the sources where they are newer than what was built,
// and hands over to the project's own Node where this one is too old for the build.

const NODE_MAJOR_MIN = 22;

const app = dirname(dirname(fileURLToPath(import.meta.url)));
const programs = join(app, '../../node_modules/.bin');

if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR_MIN) {
  process.exitCode = runOnOwnNode();
} else if (isBuilt()) {
  await import(pathToFileURL(join(app, 'dist/main.js')).href);
} else {
  process.exitCode = 1;
}

function runOnOwnNode() {
  const node = join(programs, 'node');
  const { status, error } = spawnSync(node, process.argv.slice(1), { stdio: 'inherit' });
  if (error)
    say(
      `Node ${NODE_MAJOR_MIN} or newer is needed and ${node} cannot be run: run npm ci in the clone first.`,
    );
  return status ?? 1;
}

/** True once there is something to run: an installation without sources was built elsewhere. */
function isBuilt() {
  const compiler = join(programs, 'tsc');
  if (!existsSync(join(app, 'src')) || !existsSync(compiler)) return true;
  if (!projects(app).some(isStale)) return true;
  say('building apps/cli …');
  // What the compiler has to say belongs to standard error: standard output is the answer's.
  const { status } = spawnSync(process.execPath, [compiler, '-b', app], { stdio: ['ignore', 2, 2] });
  if (status !== 0)
    say('the build failed, see above: mend the sources, or run npm ci if packages are missing.');
  return status === 0;
}

/** A project and all that it references. */
function projects(folder, found = new Set()) {
  if (found.has(folder)) return [...found];
  found.add(folder);
  const { references = [] } = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8'));
  for (const { path } of references) projects(resolve(folder, path), found);
  return [...found];
}

/** The compiler renews its build info whenever it has looked at newer sources. */
function isStale(folder) {
  const info = join(folder, 'dist/.tsbuildinfo');
  if (!existsSync(info)) return true;
  const builtAt = statSync(info).mtimeMs;
  return readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true }).some(
    (file) =>
      /(?<!spec)\.ts$/.test(file.name) && statSync(join(file.parentPath, file.name)).mtimeMs > builtAt,
  );
}

function say(line) {
  process.stderr.write(`fleetlink: ${line}\n`);
}
