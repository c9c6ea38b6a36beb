// Two server processes on one database, killed with -9 and started again while clients write the same keys.
import { expect, test } from 'vitest';
import { runTrial } from './nodes-trial.ts';

test('nothing acknowledged is lost or done twice, whichever node dies', { timeout: 180_000 }, async () => {
  const seed = 20_261_122;
  const verdict = await runTrial({ nodes: 2, clients: 6, keys: 150, kills: 10, answersBetween: 20, seed });
  expect(verdict.problems).toEqual([]);
  expect(verdict.acknowledged).toBeGreaterThan(200);
});
