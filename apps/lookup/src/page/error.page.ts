import type { ProblemBody } from '@fleetlink/problem';
import { escapeHtml, page } from './html.js';

/** What a person sees instead of a problem document. */
export function errorPage({
  title,
  detail,
  status,
}: Pick<ProblemBody, 'title' | 'detail' | 'status'>): string {
  return page(
    title,
    `<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(detail)}</p>
<p class="quiet">${status}</p>`,
  );
}
