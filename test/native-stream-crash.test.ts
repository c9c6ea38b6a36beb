// A server that is killed in the middle of a stream: the client goes on, and every line is counted once.
import { expect, test } from 'vitest';
import { runStreamTrial } from './stream-trial.ts';
import { tempFolder } from './temp-folder.ts';

test('three kills on the way, orders with keys and an idempotency key for the lines', {
  timeout: 240_000,
}, async () => {
  using folder = tempFolder();
  const result = await runStreamTrial({
    orders: 2_000,
    kills: 3,
    databaseUrl: 'sqlite:bulkhead.db',
    cwd: folder.path,
    idempotencyKey: 'night',
  });
  expect(result).toMatchObject({ counts: { created: 2_000 }, disorder: 0, kills: 3 });
});
