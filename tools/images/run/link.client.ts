/** The main job, from outside: makes a short link and follows it. */

const WAIT_MS_MAX = 5_000;

/** @returns the name of the new link. */
export async function makeLink(createUrl: string, key: string, url: string): Promise<string> {
  const answer = await fetch(`${createUrl}/api/v1/links`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ url }),
    signal: AbortSignal.timeout(WAIT_MS_MAX),
  });
  if (answer.status !== 201) throw new Error(`no link was made: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { name: string }).name;
}

/** @returns where the short link leads; null where it is no redirect. */
export async function follow(lookupUrl: string, name: string): Promise<string | null> {
  const answer = await fetch(`${lookupUrl}/${name}`, {
    redirect: 'manual',
    signal: AbortSignal.timeout(WAIT_MS_MAX),
  });
  return answer.status === 302 ? answer.headers.get('location') : null;
}

/** @returns how many clicks the statistics know. */
export async function clicksOf(statsUrl: string, key: string, name: string): Promise<number> {
  const answer = await fetch(`${statsUrl}/api/v1/links/${name}/stats`, {
    headers: { Authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(WAIT_MS_MAX),
  });
  if (answer.status !== 200) throw new Error(`no statistics: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { clicks: number }).clicks;
}
