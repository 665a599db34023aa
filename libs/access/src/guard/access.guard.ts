import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { accessProblems } from '../access.errors.js';
import { anonymousCaller, type CallerIdentity, type Scope } from '../caller.js';
import { KeyVerifier } from '../key/key-verifier.js';

/** Requires a scope of whoever calls the route. */
export const RequireScope = Reflector.createDecorator<Scope>();

/** Whether callers without a key are let in; a class so that it can be injected. */
export class AnonymousPolicy {
  constructor(readonly allowed: boolean) {}
}

export type IdentifiedRequest = FastifyRequest & { caller?: CallerIdentity };

/** Finds out who calls and whether they may. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly verifier: KeyVerifier,
    private readonly anonymous: AnonymousPolicy,
  ) {}

  /** @throws {Problem} of kind `unauthenticated`, `forbidden` or `unavailable`. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<IdentifiedRequest>();
    const scope = this.reflector.getAllAndOverride(RequireScope, [context.getHandler(), context.getClass()]);
    // A route that forgot its scope must not be open to every key.
    if (scope === undefined) throw new Error(`${context.getClass().name} has a route without @RequireScope.`);
    const caller = await this.callerOf(request);
    if (!caller.scopes.includes(scope))
      throw accessProblems.problem('scope-missing', { detail: `This needs a key with the scope ${scope}.` });
    request.caller = caller;
    return true;
  }

  private async callerOf(request: FastifyRequest): Promise<CallerIdentity> {
    const key = keyOf(request);
    if (key !== undefined) return this.verifier.verify(key);
    if (this.anonymous.allowed) return anonymousCaller;
    throw accessProblems.problem('key-missing', {
      detail: 'Send an API key as `Authorization: Bearer <key>` or `X-Api-Key: <key>`.',
    });
  }
}

/** The key of a request; an authorization of another kind is a wrong key, never no key. */
function keyOf({ headers }: FastifyRequest): string | undefined {
  const { authorization, 'x-api-key': field } = headers;
  const bearer = authorization?.replace(/^Bearer\s+/i, '').trim();
  const plain = typeof field === 'string' ? field : undefined;
  if (bearer === undefined || plain === undefined || bearer === plain) return bearer ?? plain;
  throw accessProblems.problem('key-ambiguous', {
    detail: 'Authorization and X-Api-Key name different keys: send one of them.',
  });
}
