/**
 * Peers beside our server in one run: each installed peer with ours on the same driver, for a peer with a storage of
 * its own ours on SQLite. New orders only, a hundred a request, ten and one. Prints the tables and the ratios.
 * `npm run bench -- --peers`, or node bench/peers/try.ts. Options: --peer medusa, directus or pouchdb (all when absent),
 * --orders N (default 2000), --rounds N (default 1). Installing needs the npm registry, the first time only.
 */
import { parseArgs } from 'node:util';
import { compare, PHASES } from '../compare.ts';
import type { Contestant } from '../contestant.ts';
import { removePostgresServer } from '../databases.ts';
import { ours } from '../ours.ts';
import { publish } from '../publish.ts';
import { median, reportOf, titleOf } from '../report.ts';
import { installedPeers, PEERS } from './peers.ts';

/** Connections by the orders of a request. */
const SHAPES: Readonly<Record<number, number>> = { 100: 4, 10: 8, 1: 32 };

const { values } = parseArgs({
  options: {
    peers: { type: 'boolean' },
    peer: { type: 'string' },
    orders: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '1' },
  },
});
const asked = PEERS.filter(({ packages }) => (values.peer ?? packages.name) === packages.name);
if (asked.length === 0)
  throw new Error(
    `--peer: expected one of ${PEERS.map(({ packages }) => packages.name).join(', ')}, got ${values.peer}`,
  );
const run = { rounds: Number(values.rounds), orders: Number(values.orders) };
const phases = PHASES.filter(({ kind, perBody, connections }) => kind === 'insert' && SHAPES[perBody] === connections);

try {
  for (const peer of await installedPeers(asked)) await putBeside(peer);
} finally {
  await removePostgresServer();
}

async function putBeside(peer: Contestant): Promise<void> {
  const driver = peer.driver === 'postgres' ? 'postgres' : 'sqlite';
  const [own] = ours(driver);
  if (own === undefined) throw new Error(`our server must take part on ${driver}`);
  const results = await compare({ contestants: [own, peer], phases, ...run });
  const ratios = [...results.figures].map(([phase, told]) => {
    const rounds = (told.get(own.name) ?? []).map((figure, round) => {
      return figure.ordersPerSecond / (told.get(peer.name)?.[round]?.ordersPerSecond ?? Number.NaN);
    });
    return `${own.name} / ${peer.name}, ${titleOf(phase)}: ${median(rounds).toFixed(1)}`;
  });
  const report = reportOf(`${own.name} on ${driver}, and ${peer.name}`, results, run);
  publish(`peer-${peer.name.replaceAll(/\W+/g, '-').toLowerCase()}`, [report, ...ratios, ''].join('\n\n'));
}
