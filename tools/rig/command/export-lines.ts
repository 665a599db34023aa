import type { Rig } from '../rig-fleet.ts';

/** Lines for `eval`: npx fleetlink then works on the rig's databases, the demo on its gateway. */
export function exportLines(rig: Rig): string {
  const { hasServices } = rig.site.record.options;
  const target = hasServices ? { FLEETLINK_URL: rig.gatewayUrl, FLEETLINK_KEY: rig.apiKey } : {};
  const lines = Object.entries({ ...rig.environment(), ...target }).map(
    ([name, value]) => `export ${name}=${quoted(value)}\n`,
  );
  const demo = '# npm run demo -- FILE --target "$FLEETLINK_URL" --key "$FLEETLINK_KEY"\n';
  return lines.join('') + (hasServices ? demo : '');
}

/** Nothing between single quotes means anything to a shell, save the quote. */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
