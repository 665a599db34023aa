// Lets plain node run the sources: `node --import <this file> some.ts`. Jest does the same for the tests it runs, but
// not for the processes that tests start.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const compiler = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

const isSource = (url) => url?.endsWith('.ts') && !url.includes('/node_modules/');

registerHooks({
  resolve(specifier, context, next) {
    const relative = specifier.startsWith('.') && isSource(context.parentURL);
    const wanted = relative ? specifier.replace(/\.js$/, '.ts') : specifier;
    // The condition `source` leads from a lib's name to its src folder instead of a dist that may be stale.
    return next(wanted, { ...context, conditions: [...context.conditions, 'source'] });
  },
  load(url, context, next) {
    if (!isSource(url)) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), { ...compiler, filename });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
