/** The standalone alone, since everything that it needs is in its image; then a lookup on its database. */
import assert from 'node:assert/strict';
import { freePortBase } from '../../rig/control/free-port-base.ts';
import { Container } from './container.ts';
import { follow, makeLink } from './link.client.ts';

const LONG_URL = 'https://example.com/inside';

export async function standaloneJob(): Promise<string> {
  const port = await freePortBase();
  const container = await Container.start('standalone', { settings: portsFrom(port) });
  try {
    await container.ready();
    const name = await makeLink(urlAt(port), firstKeyIn(container.output), LONG_URL);
    assert.equal(await follow(urlAt(port), name), LONG_URL);
    assert.equal(await container.succeeds('touch', '/fleetlink/a-file'), false, 'its root can be written to');
    await followBeside(container, port + 2, name);
    await container.kill();
    await container.run();
    await container.ready();
    assert.equal(await follow(urlAt(port), name), LONG_URL, 'the link did not survive kill -9');
    assert.equal(await container.stop(), 0, `exit code after SIGTERM:\n${container.output}`);
    return 'made a link, followed it before and after kill -9, and on a lookup beside it; SIGTERM: exit code 0';
  } finally {
    await container.remove();
  }
}

/** A lookup finds databases and code key in the volume. */
async function followBeside(standalone: Container, port: number, name: string): Promise<void> {
  const settings = { ...portsFrom(port), CODE_KEY_FILE: '/var/lib/fleetlink/code-key' };
  const lookup = await Container.start('lookup', { settings, beside: standalone });
  try {
    await lookup.ready();
    assert.equal(await follow(urlAt(port), name), LONG_URL, 'the lookup does not know the link');
    assert.equal(await lookup.stop(), 0, `exit code after SIGTERM:\n${lookup.output}`);
  } finally {
    await lookup.remove();
  }
}

function portsFrom(port: number): Record<string, string> {
  return { HOST: '127.0.0.1', PORT: String(port), MANAGEMENT_PORT: String(port + 1) };
}

function urlAt(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function firstKeyIn(output: string): string {
  const key = /API key\s+(fl_\S+)/.exec(output)?.[1];
  assert.ok(key, `no key was printed at the first start:\n${output}`);
  return key;
}
