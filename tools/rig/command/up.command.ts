import { CHANGE_SECONDS_MAX } from '@fleetlink/link';
import { progressOn } from '../control/progress.ts';
import { startRig, type Rig } from '../rig-fleet.ts';
import { statusTable } from '../status/table.ts';
import type { UpCommand } from './rig-command.ts';

const INTERRUPTED = 130;

export async function up({ options, isEmbedded, isBuilt, settings }: UpCommand): Promise<void> {
  const startedAt = performance.now();
  const interrupt = new AbortController();
  const abort = (): void => interrupt.abort();
  process.once('SIGINT', abort).once('SIGTERM', abort);
  const { signal } = interrupt;
  const progress = progressOn(process.stdout);
  const rig = await startRig({ ...options, isEmbedded, isBuilt, settings, progress, signal }).catch(
    (error: Error) => {
      if (signal.aborted) process.exit(INTERRUPTED);
      throw error;
    },
  );
  process.off('SIGINT', abort).off('SIGTERM', abort);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(
    `\n${statusTable(await rig.status({ withMemory: true }))}\n${addresses(rig)}\nup in ${seconds} s\n`,
  );
}

function addresses(rig: Rig): string {
  const { folder, record } = rig.site;
  const places = `${watchers(rig)}logs      ${folder.logs}\ndata      ${record.home}\n`;
  if (!record.options.hasServices) return places;
  return `gateway   ${rig.gatewayUrl}
API key   ${rig.apiKey}   (also in .rig/api-key)
${takedowns(record.options.edgeCacheSeconds)}${places}
Try:
  curl -s ${rig.gatewayUrl}/api/v1/links -H 'Authorization: Bearer ${rig.apiKey}' \\
    -H 'Content-Type: application/json' -d '{"url":"https://example.com/a/long/path"}'
`;
}

/** Those that have a page to look at. */
function watchers({ site }: Rig): string {
  const pages = { prometheus: 'metrics', alertmanager: 'alerts' } as const;
  return Object.entries(pages)
    .flatMap(([name, title]) => {
      const node = site.nodes.find((one) => one.name === name);
      return node ? `${title.padEnd(10)}http://127.0.0.1:${node.port}\n` : [];
    })
    .join('');
}

/** An edit or a takedown reaches lookup within 2 s; what the gateway keeps goes on until it is stale. */
function takedowns(edgeCacheSeconds: number): string {
  return edgeCacheSeconds > 0
    ? `takedowns within ${CHANGE_SECONDS_MAX + edgeCacheSeconds} s: the edge cache is on\n`
    : '';
}
