import type { LinkTarget } from '@fleetlink/link';
import { escapeHtml, page } from '../page/html.js';

/** Where a short link leads, in its canonical spelling, so that nobody need follow it to find out. */
export function previewPage(target: LinkTarget, shortUrl: string): string {
  const url = escapeHtml(target.url);
  const expiry =
    target.expiresAtMs === null
      ? ''
      : `<p class="quiet">It expires at ${new Date(target.expiresAtMs).toISOString()}.</p>`;
  return page(
    `Preview of ${target.name}`,
    `<h1>${escapeHtml(shortUrl)} leads to</h1>
<p class="target"><a href="${url}" rel="noopener noreferrer nofollow"><code>${url}</code></a></p>
<p>The site is <strong>${escapeHtml(new URL(target.url).host)}</strong>. Nothing was opened yet: follow the link above if you trust it.</p>
${expiry}`,
  );
}
