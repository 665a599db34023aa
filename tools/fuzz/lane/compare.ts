/** What may differ between the two, and nothing else. */
import { isDeepStrictEqual } from 'node:util';
import { GIVEN_AT } from './field-corpus.ts';
import type { Outcome } from './exchange.ts';

const KEPT = 'Connection: keep-alive\r\nKeep-Alive: timeout=80\r\n';
const CLOSED = 'Connection: close\r\n';
const SAYS_LAST = /^connection: close\r$/im;

/** @returns how the lane differs from node:http, or undefined. */
export function difference(lane: Outcome, http: Outcome): string | undefined {
  const ours = lasting(lane.text);
  const theirs = lasting(http.text);
  if (ours === theirs) return differenceOfEnds(lane, http);
  if (lane.isHandedOver && isLostByHandOver(ours, theirs)) return clicksBeyond(lane, http);
  const mayBeOvertaken = lane.isHandedOver || isRefusedLater(lane, http);
  return mayBeOvertaken && isOvertaken(ours, theirs) ? clicksBeyond(http, lane) : 'the answers';
}

function differenceOfEnds(lane: Outcome, http: Outcome): string | undefined {
  if (lane.isClosedEarly !== http.isClosedEarly && !isRefusedLater(lane, http)) return 'who closes';
  const isSame = isDeepStrictEqual(clicksOf(lane).toSorted(), clicksOf(http).toSorted());
  return isSame ? undefined : 'the clicks';
}

/** Who sent fewer answers counted no click that the other one did not. */
function clicksBeyond(some: Outcome, all: Outcome): string | undefined {
  const counted = clicksOf(all);
  return clicksOf(some).every((one) => counted.includes(one)) ? undefined : 'the clicks';
}

/**
 * A connection of its own node:http reads by the parts of a request, and answers that are due go out between them. One
 * that is handed over it parses by the packet: a refusal of what comes behind may overtake an answer.
 */
function isLostByHandOver(ours: string, theirs: string): boolean {
  return isCutByHandOver(ours, theirs) || (isRefusal(lastAnswer(ours)) && isOvertaken(theirs, ours));
}

/** A connection that is handed over is answered once more, and closed: what follows is not answered. */
function isCutByHandOver(ours: string, theirs: string): boolean {
  let at = 0;
  while (ours[at] === theirs[at]) at += 1;
  const start = ours.lastIndexOf('Connection: ', at);
  if (start < 0 || !ours.startsWith(CLOSED, start)) return false;
  const kept = ours.slice(0, start) + KEPT + ours.slice(start + CLOSED.length);
  return theirs.startsWith(kept) && /^(?:HTTP\/1\.1 |$)/.test(theirs.slice(kept.length));
}

/** What will never be a request is refused by node:http at once, and by the lane once no more comes. */
function isRefusedLater(lane: Outcome, http: Outcome): boolean {
  return (
    http.isClosedEarly !== false && !lane.isHandedOver && lastAnswer(lane.text).startsWith('HTTP/1.1 400 ')
  );
}

/**
 * What node:http cannot parse it refuses before answers that are still to be sent, or cuts the connection, and those are
 * lost. On the lane they have been sent by then, in their order: after them comes the refusal, unless one of them said
 * that it was the last.
 */
function isOvertaken(all: string, some: string): boolean {
  const refusal = lastAnswer(some);
  const answered = isRefusal(refusal) ? some.slice(0, -refusal.length) : some;
  const last = lastAnswer(all);
  // 417 is node's own, past every listener: it is the one answer after which it keeps a connection handed over.
  return all.startsWith(`${answered}HTTP/1.1 `) && (SAYS_LAST.test(last) || last.startsWith('HTTP/1.1 417 '));
}

function isRefusal(answer: string): boolean {
  return answer.startsWith('HTTP/1.1 4') && SAYS_LAST.test(answer);
}

function lastAnswer(text: string): string {
  return text.slice(Math.max(0, text.lastIndexOf('HTTP/1.1 ')));
}

/** Without the time, and without the ids that a process makes up. */
function lasting(text: string): string {
  return text
    .replaceAll(/^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/gim, 'date')
    .replaceAll(/^X-Request-Id: [\w-]{21}$/gim, 'id')
    .replaceAll(/"requestId":"[\w-]{21}"/g, 'id');
}

/** In any order, and without the time unless the request gave it: node:http reads on while an answer is awaited. */
function clicksOf({ clicks }: Outcome): string[] {
  return clicks.map(({ at, ...facts }) => JSON.stringify({ at: at === GIVEN_AT ? at : 'now', ...facts }));
}
