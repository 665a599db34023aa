/** What clicks are counted by. The numbers are stored: never re-used, never changed. */
export const dimensions = { total: 0, bot: 1, country: 2, referrer: 3, language: 4 } as const;

export type Dimension = (typeof dimensions)[keyof typeof dimensions];
