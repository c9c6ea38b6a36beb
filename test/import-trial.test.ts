// An import of a few thousand orders with the server and the program killed on the way: every line is counted once.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runImportTrial } from './import-trial.ts';
import { tempFolder } from './temp-folder.ts';

test('server and program killed in turn, every order is there once', { timeout: 240_000 }, async () => {
  using folder = tempFolder();
  const databaseUrl = `sqlite:${join(folder.path, 'orders.db')}`;
  const result = await runImportTrial({ orders: 6_000, kills: 2, cwd: folder.path, databaseUrl });
  expect(result).toMatchObject({ orders: 6_000, created: 6_000, refused: 0, stored: 6_000, kills: 2 });
  expect(result.programMebibytesMax).toBeLessThan(150);
});
