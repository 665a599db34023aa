import type { Socket } from 'node:net';
import type { LinkTarget } from '@fleetlink/link';
import type { RequestFields } from './request-fields.js';

/** A GET or HEAD of a name, whoever has read it. */
export interface NameRequest {
  readonly method: string;
  readonly url: string;
  /** Undefined for what cannot be a name: nobody has it. */
  readonly name: string | undefined;
  readonly fields: RequestFields;
  readonly socket: Socket;
  readonly atMs: number;
}

/** What is written: a status, node's flat list of fields, and a body. */
export interface Answer {
  readonly status: number;
  readonly head: string[];
  readonly body: string;
  /** Where the answer leads, if it is a redirect. */
  readonly target: LinkTarget | undefined;
}

/** @param fields without `Content-Length`. */
export function answerWithBody(
  status: number,
  fields: Readonly<Record<string, string>>,
  body: string,
): Answer {
  const head = [...Object.entries(fields).flat(), 'content-length', `${Buffer.byteLength(body)}`];
  return { status, head, body, target: undefined };
}
