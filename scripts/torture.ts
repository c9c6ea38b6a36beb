/**
 * The long form of the tests of many nodes: `npm run test:torture`. Two and four server processes on one PostgreSQL,
 * a thousand keys, two hundred kills; every history is held against what is stored. Exits with 1 when one does not
 * agree. Options: --kills N (default 200), --seed N (default: a new one, printed). Bounded: it ends by itself.
 */
import { parseArgs } from 'node:util';
import { runTrial } from '../test/nodes-trial.ts';

const { values } = parseArgs({ options: { kills: { type: 'string' }, seed: { type: 'string' } } });
const kills = Number(values.kills ?? 200);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const trials = [
  { nodes: 2, kills: Math.ceil(kills / 2) },
  { nodes: 4, kills: Math.floor(kills / 2) },
];

for (const trial of trials) {
  console.log(`${trial.nodes} nodes, ${trial.kills} kills, seed ${seed}`);
  const startedAt = performance.now();
  const onKill = (kill: number) => process.stderr.write(`\r  kill ${kill} of ${trial.kills}`);
  const verdict = await runTrial({ ...trial, clients: 12, keys: 1_000, answersBetween: 40, seed, onKill });
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  process.stderr.write('\n');
  console.log(`  ${verdict.writes} writes sent, ${verdict.acknowledged} acknowledged, ${seconds} s`);
  for (const problem of verdict.problems) console.log(`  ${problem}`);
  if (verdict.problems.length > 0) process.exitCode = 1;
}
console.log(process.exitCode === 1 ? 'the histories do not agree' : 'every history agrees');
