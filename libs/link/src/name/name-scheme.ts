import {
  CLOCK_LEAD_MAX_MS,
  CodeCipher,
  decomposeId,
  plausibleId,
  slotOf,
  type IdLayout,
} from '@fleetlink/code';

export interface NameSchemeOptions {
  readonly layout: IdLayout;
  /** 16 bytes. */
  readonly key: Uint8Array;
  /** When this fleet minted its first id, ms since 1970. */
  readonly firstBootMs: number;
}

/** How this fleet names its links: what a name tells without a read, and what an id will be called. */
export class NameScheme {
  private readonly cipher: CodeCipher;
  readonly layout: IdLayout;
  private readonly firstBootMs: number;

  constructor({ layout, key, firstBootMs }: NameSchemeOptions) {
    this.cipher = new CodeCipher({ layout, key });
    this.layout = layout;
    // The clock that recorded the boot and the one that minted the first id may differ.
    this.firstBootMs = firstBootMs - CLOCK_LEAD_MAX_MS;
  }

  get fingerprint(): string {
    return this.cipher.fingerprint;
  }

  codeOf(id: bigint): string {
    return this.cipher.encode(id);
  }

  /** The id that a name spells if it may have been minted by now; undefined for what can only be an alias. */
  idOf(name: string, nowMs: number): bigint | undefined {
    return plausibleId(this.cipher, name, { nowMs, firstBootMs: this.firstBootMs });
  }

  slotOf(name: string): number {
    return slotOf(name);
  }

  /** ms since 1970. */
  timeOf(id: bigint): number {
    return decomposeId(this.layout, id).timeMs;
  }
}
