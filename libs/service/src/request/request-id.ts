import type { IncomingMessage } from 'node:http';
import { nanoid } from 'nanoid';

/** An id from outside is kept when it can do no harm in a log or a header. */
const saneId = /^[A-Za-z0-9_-]{1,64}$/;

/** Made at first need: a redirect never asks for one. */
const ids = new WeakMap<IncomingMessage, string>();

export function requestIdOf(request: IncomingMessage): string {
  const known = ids.get(request);
  if (known !== undefined) return known;
  const id = requestIdFrom(request.headers['x-request-id']);
  ids.set(request, id);
  return id;
}

export function requestIdFrom(given: string | string[] | undefined): string {
  return typeof given === 'string' && saneId.test(given) ? given : nanoid();
}
