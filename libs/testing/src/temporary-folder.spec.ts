import { access, stat } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { temporaryFolder } from './temporary-folder.js';

test('a temporary folder may be passed through but not listed, and can be removed', async () => {
  const folder = await temporaryFolder();
  expect((await stat(folder.path)).mode & 0o777).toBe(0o711);
  await folder.remove();
  await expect(access(folder.path)).rejects.toThrow('ENOENT');
});
