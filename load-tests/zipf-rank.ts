/**
 * A rank below `count` as links are followed: the one of rank k is followed 1/(k+1) as often as the first. Draws from
 * 1/x and rejects what is too much of it, so that no virtual user holds a table of shares.
 */
export function zipfRank(count: number, random: () => number): number {
  for (;;) {
    const place = Math.floor((count + 1) ** random());
    const share = 1 / place / Math.log1p(1 / place);
    if (place <= count && random() < share * Math.LN2) return place - 1;
  }
}
