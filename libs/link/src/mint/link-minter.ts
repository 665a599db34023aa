import { isRude } from '@fleetlink/code';
import type { NameScheme } from '../name/name-scheme.js';
import type { WorkerLease } from './worker-lease.js';

export interface MintedName {
  readonly id: bigint;
  readonly code: string;
}

/** Gives out ids and their codes; ids whose code would offend are passed over. */
export class LinkMinter {
  constructor(
    private readonly lease: WorkerLease,
    private readonly scheme: NameScheme,
  ) {}

  /** @throws {Problem} of kind `unavailable` without a worker lease. */
  async mint(): Promise<MintedName> {
    for (;;) {
      const id = await this.lease.next();
      const code = this.scheme.codeOf(id);
      if (!isRude(code)) return { id, code };
    }
  }
}
