import { slotOf, type CodeCipher } from '@fleetlink/code';
import type { Deployment } from '@fleetlink/link';
import { SlotMap, type SlotRange } from '@fleetlink/shard';
import type { DatabaseFault } from '../fleet/database-fault.js';
import type { Fleet } from '../fleet/fleet.js';
import { askEach, type Answered } from '../fleet/shard-survey.js';
import { EXIT, type ExitCode } from '../terminal/exit-codes.js';
import { codeVerdict, idFacts, type CodeVerdict, type IdFacts } from './code-verdict.js';
import { nameFault } from './name-text.js';
import { storedLink, type StoredLink } from './stored-link.store.js';

/** What a name is, as far as it tells by itself and the slot map knows. */
export interface NameFacts {
  readonly name: string;
  /** Null for a text that cannot be a name. */
  readonly slot: number | null;
  readonly shard: string | null;
  readonly code: CodeVerdict;
}

/** What its shard says of it. */
export type Stored =
  | (IdFacts & Omit<StoredLink, 'id'>)
  | { readonly as: 'nothing' }
  | { readonly as: 'unknown'; readonly reason: string; readonly exitCode: ExitCode };

export interface NameExplanation extends NameFacts {
  readonly stored: Stored;
}

export interface NameKnowledge {
  readonly cipher: CodeCipher;
  readonly map: SlotMap;
  readonly nowMs: number;
  readonly deployment: Deployment | undefined;
}

export interface ShardAnswer {
  readonly ranges: readonly SlotRange[];
  readonly deployment: Deployment | undefined;
}

/** Pure: what can be said of a name without asking anybody. */
export function nameFacts(name: string, { cipher, map, nowMs, deployment }: NameKnowledge): NameFacts {
  const fault = nameFault(name);
  if (fault !== undefined) return { name, slot: null, shard: null, code: { possible: false, reason: fault } };
  const slot = slotOf(name);
  const firstBootMs = deployment?.firstBootMs ?? cipher.layout.epochMs;
  const code = codeVerdict(name, { cipher, nowMs, firstBootMs });
  return { name, slot, shard: map.ownerOf(slot) ?? null, code };
}

export function notAsked(facts: NameFacts): NameExplanation {
  const stored = facts.slot === null ? nothing : unknown('nobody was asked (--offline)', EXIT.ok);
  return { ...facts, stored };
}

/** Asks the shards that answered the survey; a name whose shard did not stays unknown. */
export async function askForNames(
  fleet: Fleet,
  cipher: CodeCipher,
  names: readonly NameFacts[],
  survey: readonly Answered<ShardAnswer>[],
): Promise<NameExplanation[]> {
  const faults = new Map(survey.flatMap(({ name, fault }) => (fault ? [[name, fault] as const] : [])));
  return Promise.all(
    names.map(async (facts): Promise<NameExplanation> => {
      const unasked = withoutAsking(facts, faults);
      return { ...facts, stored: unasked ?? (await askOne(fleet, cipher, facts)) };
    }),
  );
}

function withoutAsking(
  { slot, shard }: NameFacts,
  faults: ReadonlyMap<string, DatabaseFault>,
): Stored | undefined {
  if (slot === null) return nothing;
  if (shard === null)
    return unknown(`no shard is known to own slot ${slot}`, faults.size > 0 ? EXIT.unreachable : EXIT.failed);
  const fault = faults.get(shard);
  return fault && unknown(`${shard}: ${fault.reason}`, fault.exitCode);
}

async function askOne(
  fleet: Fleet,
  cipher: CodeCipher,
  { name, slot, shard, code }: NameFacts,
): Promise<Stored> {
  const place = fleet.shards.filter((candidate) => candidate.name === shard);
  const probe = { name, slot: slot!, id: code.possible ? code.id : undefined };
  const factsOf = (id: string) => idFacts(cipher.layout, BigInt(id));
  const [answer] = await askEach(fleet, place, (database) => storedLink(database, probe));
  if (answer?.fault) return unknown(`${shard}: ${answer.fault.reason}`, answer.fault.exitCode);
  return answer?.value ? { ...answer.value, ...factsOf(answer.value.id) } : nothing;
}

const nothing: Stored = { as: 'nothing' };

function unknown(reason: string, exitCode: ExitCode): Stored {
  return { as: 'unknown', reason, exitCode };
}
