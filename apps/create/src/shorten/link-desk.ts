import { Injectable } from '@nestjs/common';
import type { CallerIdentity } from '@fleetlink/access';
import type { LinkEdit, LinkOrder } from '@fleetlink/link';
import type { InputFault, Problem } from '@fleetlink/problem';
import { requestProblems } from '@fleetlink/service';
import { AliasPolicy, TargetPolicy } from '@fleetlink/target';
import { aliasFormProblems, urlProblems } from '../create.errors.js';
import type { EditLinkBody, ShortenLinkBody } from './shorten-link.schema.js';

const DEFAULT_REDIRECT_STATUS = 302;

/** A fault with the problem that it becomes when it is the only one. */
interface Refusal {
  readonly problem: Problem;
  readonly fault: InputFault;
}

/** Turns what clients ask for into what links may be, or says everything that is wrong with it. */
@Injectable()
export class LinkDesk {
  constructor(
    private readonly targets: TargetPolicy,
    private readonly aliases: AliasPolicy,
  ) {}

  /** @throws {Problem} `url/<reason>`, `alias/<reason>` or `request/invalid`, with every fault listed. */
  order(body: ShortenLinkBody, caller: CallerIdentity, idempotency: LinkOrder['idempotency']): LinkOrder {
    const target = this.targets.judge(body.url);
    refuse([
      target.ok ? undefined : urlRefusal(target),
      this.aliasRefusal(body.alias),
      expiryRefusal(body.expiresAt),
    ]);
    return {
      tenantId: caller.tenantId,
      ...accepted(target, body.url),
      ...withDefaults(body),
      ...(idempotency && { idempotency }),
    };
  }

  /** @throws {Problem} as `order`. */
  edit({ url, ...rest }: EditLinkBody): LinkEdit {
    const target = url === undefined ? undefined : this.targets.judge(url);
    refuse([target && !target.ok ? urlRefusal(target) : undefined, expiryRefusal(rest.expiresAt)]);
    return { ...rest, ...(target && url !== undefined && accepted(target, url)) };
  }

  private aliasRefusal(alias: string | null | undefined): Refusal | undefined {
    if (alias === null || alias === undefined) return undefined;
    const verdict = this.aliases.judge(alias);
    if (verdict.ok) return undefined;
    const fault = { pointer: '/alias', rule: `alias/${verdict.reason}`, message: verdict.message };
    return {
      fault,
      problem: aliasFormProblems.problem(verdict.reason, { detail: verdict.message, errors: [fault] }),
    };
  }
}

function withDefaults({ alias, title, tags, expiresAt, redirectStatus }: ShortenLinkBody) {
  return {
    alias: alias ?? null,
    title: title ?? null,
    tags: tags ?? [],
    expiresAt: expiresAt ?? null,
    redirectStatus: redirectStatus ?? DEFAULT_REDIRECT_STATUS,
  };
}

type Judged = ReturnType<TargetPolicy['judge']>;

function accepted(target: Judged, entered: string) {
  if (!target.ok) throw new Error('a refused target was let through');
  return { url: target.href, enteredUrl: entered, warnings: target.warnings };
}

function urlRefusal({ reason, message }: Extract<Judged, { ok: false }>): Refusal {
  const fault = { pointer: '/url', rule: `url/${reason}`, message };
  return { fault, problem: urlProblems.problem(reason, { detail: message, errors: [fault] }) };
}

function expiryRefusal(expiresAt: Date | null | undefined): Refusal | undefined {
  if (!expiresAt || expiresAt.getTime() > Date.now()) return undefined;
  const fault = { pointer: '/expiresAt', rule: 'future', message: 'A link cannot expire in the past.' };
  return { fault, problem: requestProblems.problem('invalid', { detail: fault.message, errors: [fault] }) };
}

/** The first refusal gives the code; all of them are listed, so that a client mends its request once. */
function refuse(refusals: readonly (Refusal | undefined)[]): void {
  const found = refusals.filter((refusal) => refusal !== undefined);
  const [first] = found;
  if (!first) return;
  Object.assign(first.problem, { errors: found.map(({ fault }) => fault) });
  throw first.problem;
}
