/** Faults that the comparison has to find. Each changes one place of the lane as it is loaded. */
import { registerHooks } from 'node:module';

export interface Mutant {
  readonly name: string;
  /** Of apps/lookup/dist/lane. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const head = (name: string, from: string, to: string): Mutant => ({
  name,
  file: 'request-head.js',
  from,
  to,
});

export const MUTANTS: readonly Mutant[] = [
  head('content-length', "    'content-length',\n", ''),
  head('transfer-encoding', "    'transfer-encoding',\n", ''),
  head('no-host', "['host', false]", "['host', false], ['', false]"),
  head('bare-line-feed', String.raw`HTTP\/1\.1\r\n(`, String.raw`HTTP\/1\.1\r?\n(`),
  head('space-before-colon', String.raw`~\w-]+: ?`, String.raw`~\w-]+ ?: ?`),
  head('nul-in-value', String.raw`: ?(?:[!-~`, String.raw`: ?(?:[\0!-~`),
  head('http-1.0', String.raw`HTTP\/1\.1\r\n(`, String.raw`HTTP\/1\.[01]\r\n(`),
  head('close-ignored', "['host connection:close', true]", "['host connection:close', false]"),
  head('behind-the-last', 'closes && end < text.length', 'false'),
  { name: 'not-in-order', file: 'lane-connection.js', from: 'this.owe(true);', to: '' },
  { name: 'body-for-head', file: 'answer-text.js', from: "|| method === 'HEAD'", to: '' },
  {
    name: 'kept-after-hand-over',
    file: 'socket-front.js',
    from: 'response.shouldKeepAlive = false',
    to: 'response',
  },
];

/** Plants it into what is imported from now on. */
export function plant({ name, file, from, to }: Mutant): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(`/apps/lookup/dist/lane/${file}`)) return loaded;
      const source = String(loaded.source);
      if (!source.includes(from)) throw new Error(`the mutant ${name} no longer fits ${file}`);
      return { ...loaded, source: source.replace(from, to) };
    },
  });
}
