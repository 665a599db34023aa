export interface WelcomeFacts {
  readonly url: string;
  readonly managementUrl: string;
  readonly dataDir: string;
  /** The first API key, which is shown this once. */
  readonly firstKey: string | undefined;
  /** Links may be made without a key. */
  readonly anonymous: boolean;
}

/** What a person who started it wants to know: where it is, what to try, what to keep. */
export function welcome({ url, managementUrl, dataDir, firstKey, anonymous }: WelcomeFacts): string {
  const authorization = anonymous ? '' : ` \\\n      -H 'authorization: Bearer ${firstKey ?? '<your key>'}'`;
  const lines = [
    '',
    `  Fleetlink is ready at ${url}`,
    '',
    '  Make a first short link:',
    '',
    `    curl -sX POST ${url}/api/v1/links \\`,
    `      -H 'content-type: application/json'${authorization} \\`,
    `      -d '{"url":"https://example.com/a?b=c#d"}'`,
    '',
    `  API page   ${url}/api/docs`,
    `  Health     ${managementUrl}/readyz   Metrics ${managementUrl}/metrics`,
    `  Data       ${dataDir}   (back up ${dataDir}/code-key)`,
    ...(firstKey === undefined ? [] : [`  API key    ${firstKey}   (all scopes; shown this once)`]),
    '  Stop       Ctrl-C',
    '',
  ];
  return `${lines.join('\n')}\n`;
}
