/** The part of a problem catalogue that the page shows; `@fleetlink/problem` has the whole type. */
export interface DocumentedCatalogue {
  readonly name: string;
  readonly entries: Readonly<Record<string, { readonly kind: string; readonly title: string }>>;
}

export interface DocumentedProblem {
  readonly code: string;
  readonly kind: string;
  readonly title: string;
}

export function problemsOf(catalogues: readonly DocumentedCatalogue[]): DocumentedProblem[] {
  return catalogues
    .flatMap(({ name, entries }) =>
      Object.entries(entries).map(([key, entry]) => ({ code: `${name}/${key}`, ...entry })),
    )
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** docs/errors.md, from the catalogues of all libs and apps. */
export function problemsPage(
  catalogues: readonly DocumentedCatalogue[],
  statusOfKind: Readonly<Record<string, number>>,
): string {
  return [
    '# Errors',
    '',
    'Errors are RFC 9457 problem documents (`application/problem+json`). `code` is stable; `errors` lists each broken rule',
    'with its place. This page is written by `npm run docs`.',
    '',
    '| code | status | title |',
    '| --- | --- | --- |',
    ...problemsOf(catalogues).map(
      ({ code, kind, title }) => `| \`${code}\` | ${statusOfKind[kind]} | ${title} |`,
    ),
    '',
  ].join('\n');
}
