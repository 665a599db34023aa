import type { AliasReason } from './alias-policy.js';

/** An alias with its verdict: refused for `reason`, or allowed when there is none. */
export interface AliasCase {
  readonly id: string;
  readonly input: string;
  readonly reason?: AliasReason;
}

export const ALIAS_CASES: readonly AliasCase[] = [
  { id: 'N1', input: 'docs2024' },
  // Case is kept; look-ups are exact.
  { id: 'N2', input: 'My-Link_1' },
  // Bounds.
  { id: 'N3', input: 'ab', reason: 'length' },
  { id: 'N4', input: 'a'.repeat(65), reason: 'length' },
  { id: 'N5', input: '', reason: 'empty' },
  // Routes of the service itself.
  { id: 'N6', input: 'api', reason: 'reserved' },
  { id: 'N7', input: 'API', reason: 'reserved' },
  { id: 'N8', input: 'admin', reason: 'reserved' },
  { id: 'N9', input: 'healthz', reason: 'reserved' },
  { id: 'N10', input: 'metrics', reason: 'reserved' },
  { id: 'N11', input: 'robots.txt', reason: 'charset' },
  { id: 'N12', input: 'favicon.ico', reason: 'charset' },
  { id: 'N13', input: '.well-known', reason: 'charset' },
  // A leading _ is kept for assets.
  { id: 'N14', input: '_next', reason: 'reserved' },
  // Text that means something in a path, a query, a header, a page or a statement.
  { id: 'N15', input: '../admin', reason: 'charset' },
  { id: 'N16', input: '..%2fadmin', reason: 'charset' },
  { id: 'N17', input: 'a/b', reason: 'charset' },
  { id: 'N18', input: 'a?b', reason: 'charset' },
  { id: 'N19', input: 'a#b', reason: 'charset' },
  { id: 'N20', input: 'a%20b', reason: 'charset' },
  { id: 'N21', input: 'a b', reason: 'charset' },
  { id: 'N22', input: 'a\r\nX: y', reason: 'control' },
  { id: 'N23', input: '<script>', reason: 'charset' },
  { id: 'N24', input: "x';drop table links;--", reason: 'charset' },
  // Letters that only look like Latin ones.
  { id: 'N25', input: '\u0430dmin', reason: 'non-ascii' },
  { id: 'N26', input: 'ａｄｍｉｎ', reason: 'non-ascii' },
  { id: 'N27', input: 'adm\u200din', reason: 'non-ascii' },
  { id: 'N28', input: 'ＡＰＩ', reason: 'non-ascii' },
  // Words that are special to careless code.
  { id: 'N29', input: 'constructor' },
  { id: 'N30', input: '__proto__', reason: 'reserved' },
  { id: 'N31', input: 'null' },
  { id: 'N32', input: '0', reason: 'length' },
  { id: 'N33', input: '-1', reason: 'length' },
  // Whole words only.
  { id: 'N34', input: 'fuck', reason: 'rude' },
  { id: 'N35', input: 'scunthorpe' },
  // The + at the end asks for the preview page.
  { id: 'N36', input: 'shop+', reason: 'charset' },
];
