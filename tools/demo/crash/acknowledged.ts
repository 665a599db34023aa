/** A link that was acknowledged with 201, and what it must lead to from then on. */
export interface Acknowledged {
  readonly name: string;
  readonly href: string;
}

/** Names that were acknowledged for more than one link: each must be there for one alone. */
export function namesGivenTwice(links: readonly Acknowledged[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of links) (seen.has(name) ? twice : seen).add(name);
  return [...twice];
}
