import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { CallerIdentity } from '../caller.js';
import type { IdentifiedRequest } from './access.guard.js';

/** The caller that the guard found. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): CallerIdentity => {
  const { caller } = context.switchToHttp().getRequest<IdentifiedRequest>();
  if (!caller) throw new Error('This route has no AccessGuard.');
  return caller;
});
