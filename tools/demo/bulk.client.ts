import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { DemoFault } from './demo-fault.ts';
import type { ServiceClient } from './service.client.ts';
import { textLines } from './text-lines.ts';

const PIECE_CHARACTERS = 16_384;
const CREATED = 201;

export interface NewLink {
  readonly url: string;
  readonly alias?: string;
}

/** One line of the answer, about the item at `index`. */
export interface BulkResult {
  readonly index: number;
  readonly status: number;
  readonly link?: { readonly name: string; readonly url: string };
  readonly problem?: { readonly code?: string; readonly detail?: string };
}

/** The link's name if it was created. */
export function nameIn({ status, link }: BulkResult): string | undefined {
  return status === CREATED ? link?.name : undefined;
}

/** Creates links in one streamed request: results come back while later items are still being sent. */
export async function* createInBulk(
  client: ServiceClient,
  links: Iterable<NewLink>,
): AsyncGenerator<BulkResult> {
  const request = client.open('POST', '/api/v1/links/bulk', { 'content-type': 'application/x-ndjson' });
  // what breaks the connection is told by the two ends of the stream; unheard, it would end this process
  request.on('error', () => {});
  const sending = pipeline(Readable.from(pieces(links)), request).catch((error: Error) => error);
  const response = await responseTo(request);
  if (response.statusCode !== 200) {
    const body = await text(response).catch(() => '');
    throw new DemoFault(`the bulk request is answered with ${response.statusCode}: ${body.slice(0, 300)}`);
  }
  for await (const line of textLines(response)) yield JSON.parse(line) as BulkResult;
  const fault = await sending;
  if (fault) throw fault;
}

async function responseTo(request: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

/** NDJSON in pieces of some kilobytes: a write for every line would cost more than the line. */
function* pieces(links: Iterable<NewLink>): Generator<string> {
  let piece = '';
  for (const link of links) {
    piece += `${JSON.stringify(link)}\n`;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
