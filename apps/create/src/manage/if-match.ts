import { createProblems } from '../create.errors.js';

/** `"3"` or `3` -> 3; `*` or nothing -> undefined: any version will do (RFC 9110 section 13.1.1). */
export function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const [, version] = /^(?:W\/)?"?(\d{1,9})"?$/.exec(ifMatch.trim()) ?? [];
  if (version !== undefined) return Number(version);
  throw createProblems.problem('if-match', {
    detail: 'If-Match takes the version of a link, as its ETag and its version field give it.',
    errors: [{ pointer: '#If-Match', rule: 'format', message: 'a version such as "3"' }],
  });
}

/** The version as an entity tag. */
export function etagOf({ version }: { readonly version: number }): string {
  return `"${version}"`;
}
