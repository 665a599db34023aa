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

/** Connections on which a front of ours owes an answer, past node:http. */
const owing = new WeakSet<Socket>();

/** For a front that reads connections itself: whether an answer is owed on this one. */
export function frontIsBusy(socket: Socket, isOwing: boolean): void {
  if (isOwing) owing.add(socket);
  else owing.delete(socket);
}

/** Whether an answer is owed, or on its way: to cut the connection now would cut it short. */
export function isBusy(socket: Socket): boolean {
  return responseOn(socket) !== undefined || owing.has(socket) || socket.writableLength > 0;
}
