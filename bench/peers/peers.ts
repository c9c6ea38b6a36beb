/**
 * The peers that can be installed from the npm registry: other servers that take orders in bulk. One that cannot be
 * installed here is skipped aloud, and the others run.
 * Called by try.ts and bench.ts; each peer's file says how it is asked.
 */
import type { Contestant } from '../contestant.ts';
import { directus, directusPackages } from './directus.ts';
import { installed, type Packages } from './install.ts';
import { medusa, medusaPackages } from './medusa.ts';
import { pouchdb, pouchdbPackages } from './pouchdb.ts';

export type Peer = { packages: Packages; contestant(folder: string): Contestant };

export const PEERS: readonly Peer[] = [
  { packages: medusaPackages, contestant: medusa },
  { packages: directusPackages, contestant: directus },
  { packages: pouchdbPackages, contestant: pouchdb },
];

/** One after the other, for npm takes what the machine has. */
export async function installedPeers(peers: readonly Peer[] = PEERS): Promise<readonly Contestant[]> {
  const contestants: Contestant[] = [];
  for (const { packages, contestant } of peers) {
    try {
      contestants.push(contestant(await installed(packages)));
    } catch (error) {
      process.stderr.write(`${packages.name} is skipped, for it cannot be installed: ${String(error)}\n`);
    }
  }
  return contestants;
}
