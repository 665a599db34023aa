import { escapeHtml, page } from '../page/html.js';

/** What stands at the root: how to make a first short link. */
export function landingPage(publicUrl: string): string {
  const base = escapeHtml(publicUrl);
  return page(
    'Fleetlink',
    `<h1>Fleetlink shortens links</h1>
<p>Make one from a terminal:</p>
<pre>curl -X POST ${base}/api/v1/links \\
  -H 'content-type: application/json' \\
  -d '{"url":"https://example.com/a/long/path"}'</pre>
<p>Follow it in a browser, or add <code>+</code> to see where it leads. The interface is described at <a href="${base}/api/docs">/api/docs</a>.</p>`,
  );
}
