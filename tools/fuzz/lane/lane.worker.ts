/** One process of a run: it sends what it has counted after each round, and at the end what it found. */
import type { Campaign, Counts, Found } from './campaign.ts';
import { MUTANTS, plant } from './mutants.ts';

export interface Order extends Campaign {
  readonly mutant?: string;
}

export interface Message {
  readonly counts?: Counts;
  readonly end?: { readonly found?: Found };
}

const order = JSON.parse(process.argv[2]!) as Order;
const mutant = MUTANTS.find(({ name }) => name === order.mutant);
if (mutant) plant(mutant);

// After the planting: whatever is loaded before it cannot be changed.
const { run } = await import('./campaign.ts');
const send = (message: Message): void => void process.send?.(message);
const found = await run(order, (counts) => send({ counts: { ...counts } }));
send({ end: { ...(found && { found }) } });
process.disconnect();
