import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The response that a connection is working on. Node keeps it in a field without a public name, as
 * http-terminator and others rely on; counting requests by hand would cost each redirect a listener.
 */
export function responseOn(socket: Socket): ServerResponse | undefined {
  const key = '_httpMessage';
  return (socket as Socket & { [key]?: ServerResponse | null })[key] ?? undefined;
}
