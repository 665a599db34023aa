/**
 * Top labels that public DNS never delegates and private networks use: RFC 6761 (localhost), RFC 6762 with its
 * appendix G (local, intranet, internal, private, corp, home, lan), RFC 8375 (home.arpa), ICANN 2024 (internal),
 * glibc's `localdomain`, and `svc`, which the resolver of a Kubernetes pod completes.
 */
const INTERNAL_SUFFIXES: readonly string[] = [
  'corp',
  'home',
  'home.arpa',
  'internal',
  'intranet',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'private',
  'svc',
];

/** Whether a canonical host name means something only inside a network; a single label always does. */
export function isInternalName(host: string): boolean {
  return !host.includes('.') || INTERNAL_SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`));
}
