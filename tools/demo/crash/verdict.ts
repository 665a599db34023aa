/** What one kill cost, in numbers. */

/** A redirect younger than this when the process died may be missing from the counts. */
export const LOSS_WINDOW_MS = 200;

export interface Round {
  readonly acknowledged: number;
  readonly there: number;
  readonly givenTwice: number;
  /** Redirects that were answered before the kill. */
  readonly answered: number;
  /** Those among them that were answered in the last moments. */
  readonly answeredLate: number;
  /** Asked before the kill and never answered: counted or not, both is right. */
  readonly unanswered: number;
  /** Redirects of the reading back, after the restart. */
  readonly readBack: number;
  /** Clicks that the statistics have more than before the round. */
  readonly counted: number;
  /** What went wrong before the kill. */
  readonly faults: number;
}

export function lostLinks({ acknowledged, there }: Round): number {
  return acknowledged - there;
}

/** Clicks counted of those before the kill; the reading back is nobody's crash. */
export function countedBefore({ counted, readBack }: Round): number {
  return counted - readBack;
}

export function lostClicks(round: Round): number {
  return Math.max(0, round.answered - countedBefore(round));
}

/** Clicks that were counted although nothing asked for them. */
export function inventedClicks(round: Round): number {
  return Math.max(0, countedBefore(round) - round.answered - round.unanswered);
}

export function offencesOf(round: Round): string[] {
  const { answeredLate, givenTwice, faults } = round;
  const lost = lostClicks(round);
  const offences: (readonly [boolean, string])[] = [
    [round.acknowledged === 0 || round.answered === 0, 'there was no load, so nothing was tried'],
    [lostLinks(round) > 0, `${lostLinks(round)} acknowledged links are lost`],
    [givenTwice > 0, `${givenTwice} names were given to two links`],
    [
      lost > answeredLate,
      `${lost} clicks are lost, but only ${answeredLate} redirects were answered in the last ${LOSS_WINDOW_MS} ms`,
    ],
    [inventedClicks(round) > 0, `${inventedClicks(round)} clicks were counted that nobody made`],
    [faults > 0, `${faults} requests failed before the kill`],
  ];
  return offences.filter(([isSo]) => isSo).map(([, sentence]) => sentence);
}

/** The same sentence for one round and for all of them. */
export function told(rounds: readonly Round[]): string {
  const sum = (part: (round: Round) => number): number => rounds.reduce((all, one) => all + part(one), 0);
  // a later round reads back what the earlier ones made as well, so links are not added up
  const last = rounds.at(-1);
  const links = `${last?.acknowledged ?? 0} acknowledged, ${last?.there ?? 0} there`;
  const clicks = `${sum(({ answered }) => answered)} redirects answered, ${sum(countedBefore)} counted`;
  return (
    `${links}, ${last ? lostLinks(last) : 0} lost; ` +
    `${clicks}, ${sum(lostClicks)} clicks lost (bound: the 50 ms ring)`
  );
}
