import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { rounded, type Report } from './report.ts';
import { spreadOf, type Spread } from './spread.ts';

const CODE_LIB = join(import.meta.dirname, '../../libs/code/dist/index.js');
const IDS = 100_000;
const RUNS = 9;
const IDS_PER_TICK = 4096;

/** The part of libs/code that is measured; it is loaded as it was built. */
interface CodeLib {
  readonly standardLayout: { readonly epochMs: number };
  readonly SnowflakeGenerator: new (options: object) => {
    allowBelow(ms: number): void;
    take(): { id: bigint } | { waitMs: number };
  };
  readonly CodeCipher: new (options: object) => {
    encode(id: bigint): string;
    decode(code: string): bigint | undefined;
  };
}

/** One id and its code, and the way back. */
export async function codes(): Promise<Report> {
  const lib = (await import(pathToFileURL(CODE_LIB).href)) as CodeLib;
  const cipher = new lib.CodeCipher({ layout: lib.standardLayout, key: new Uint8Array(16).fill(7) });
  const times: Record<'mint' | 'encode' | 'decode', number[]> = { mint: [], encode: [], decode: [] };
  for (let run = 0; run < RUNS; run += 1) {
    const take = minter(lib);
    const [ids, mintNs] = timed(() => Array.from({ length: IDS }, take));
    const [texts, encodeNs] = timed(() => ids.map((id) => cipher.encode(id)));
    const [back, decodeNs] = timed(() => texts.map((text) => cipher.decode(text)));
    if (back.some((id, index) => id !== ids[index])) throw new Error('a code does not lead back to its id');
    times.mint.push(mintNs);
    times.encode.push(encodeNs);
    times.decode.push(decodeNs);
  }
  return reportOf(spreadOf(times.mint), spreadOf(times.encode), spreadOf(times.decode));
}

/** Its clock moves on with the ids: a real one would make it wait for the next millisecond. */
function minter(lib: CodeLib): () => bigint {
  const firstMs = lib.standardLayout.epochMs + 1;
  let taken = 0;
  const now = (): number => firstMs + Math.floor(taken / IDS_PER_TICK);
  const generator = new lib.SnowflakeGenerator({ layout: lib.standardLayout, worker: 1, firstMs, now });
  generator.allowBelow(Number.MAX_SAFE_INTEGER);
  return () => {
    const result = generator.take();
    taken += 1;
    if ('waitMs' in result) throw new Error('the generator waits');
    return result.id;
  };
}

/** With nanoseconds for each of the ids. */
function timed<Result>(work: () => Result): [Result, number] {
  const startedAt = performance.now();
  const result = work();
  return [result, ((performance.now() - startedAt) * 1e6) / IDS];
}

function reportOf(mint: Spread, encode: Spread, decode: Spread): Report {
  const both = mint.median + encode.median;
  const row = (label: string, { median, min, max }: Spread): string[] => [
    label,
    rounded(median),
    rounded(min),
    rounded(max),
    rounded(1e9 / median),
  ];
  return {
    name: 'codes',
    title: `Codes on one thread, ${RUNS} runs of ${IDS.toLocaleString('en-US')}`,
    columns: ['step', 'ns', 'min', 'max', 'per second'],
    rows: [row('mint an id', mint), row('encode it', encode), row('decode it', decode)],
    bars: {
      unit: 'ns',
      values: [
        { label: 'mint', value: mint.median },
        { label: 'encode', value: encode.median },
        { label: 'decode', value: decode.median },
      ],
    },
    notes: [`A new code costs ${rounded(both)} ns: ${rounded(1e9 / both)} a second on one core.`],
  };
}
