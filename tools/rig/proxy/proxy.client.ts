/** Talks to the control port of the fault proxy. */
import { RigError } from '../rig-error.ts';

const TIMEOUT_MS = 2_000;

/** @returns the fault as the proxy understood it. */
export async function setFault(controlPort: number, name: string, fault: string): Promise<string> {
  const { ok, text } = await ask(controlPort, `/${name}`, { method: 'PUT', body: fault });
  if (!ok) throw new RigError(text);
  return text;
}

/** The fault in force before every node, by its name. */
export async function listFaults(controlPort: number): Promise<Map<string, string>> {
  const { text } = await ask(controlPort, '/', {});
  return new Map(Object.entries(JSON.parse(text) as Record<string, string>));
}

async function ask(port: number, path: string, request: RequestInit): Promise<{ ok: boolean; text: string }> {
  const url = `http://127.0.0.1:${port}${path}`;
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
  return { ok: response.ok, text: (await response.text()).trim() };
}
