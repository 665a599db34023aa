import type { Target } from './arguments.ts';
import { DemoFault } from './demo-fault.ts';
import { ServiceClient } from './service.client.ts';
import type { Stage } from './stage.ts';

/** A client of the named target, or of a Fleetlink that is started for this run. */
export async function serviceUnderDemo(
  target: Target | undefined,
  stage: Stage,
  settings: Record<string, string> = {},
): Promise<ServiceClient> {
  if (target !== undefined) return reached(target);
  const startedAt = performance.now();
  process.stdout.write('starting a Fleetlink of its own …');
  const { url } = await stage.standalone(await stage.folder(), settings);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(` ${url} serves after ${seconds} s\n`);
  return new ServiceClient({ url, key: undefined });
}

async function reached(target: Target): Promise<ServiceClient> {
  const client = new ServiceClient(target);
  const { status, body } = await client.tryFollow('robots.txt');
  if (status === 0) throw new DemoFault(`nothing answers at ${target.url}: ${body || 'connection refused'}`);
  return client;
}
