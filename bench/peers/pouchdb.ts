/**
 * express-pouchdb as a contestant: `_bulk_docs`, the bulk call of CouchDB, into LevelDB. The order is the document and
 * its key the document's id. LevelDB answers before its log is on the disk, so a crash of the machine may lose answers.
 * What was configured is told in docs/benchmark-peers.md. Listed in peers.ts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contestant, Running } from '../contestant.ts';
import { start } from '../started.ts';
import type { Packages } from './install.ts';

/** Only the parts that a PouchDB client needs are mounted: no log, no sign-in, no validation functions. */
const PROGRAM = `
import { join } from 'node:path';
import express from 'express';
import expressPouchDB from 'express-pouchdb';
import leveldb from 'pouchdb-adapter-leveldb';
import PouchDB from 'pouchdb-core';

const [folder] = process.argv.slice(2);
const Stored = PouchDB.plugin(leveldb).defaults({ adapter: 'leveldb', prefix: join(folder, '/') });
const server = express()
  .use('/', expressPouchDB(Stored, { mode: 'minimumForPouchDB' }))
  .listen(0, '127.0.0.1', () => {
    process.stdout.write(JSON.stringify({ port: server.address().port }) + '\\n');
  });
process.on('SIGTERM', () => process.exit(0));
`;

export const pouchdbPackages: Packages = {
  name: 'pouchdb',
  program: PROGRAM,
  versions: {
    express: '4.21.2',
    'express-pouchdb': '4.2.0',
    'pouchdb-adapter-leveldb': '9.0.0',
    'pouchdb-core': '9.0.0',
  },
};

export function pouchdb(folder: string): Contestant {
  const shape = { driver: 'other', kinds: ['insert'], perBodyMax: 1_000 } as const;
  return { name: 'express-pouchdb', ...shape, start: () => startPouchdb(folder) };
}

async function startPouchdb(folder: string): Promise<Running> {
  const data = mkdtempSync(join(tmpdir(), 'bulkhead-bench-pouchdb-'));
  const env = { NODE_ENV: 'production' };
  const { port, pid, stop } = await start(['program.mjs', data], { cwd: folder, env, port: /"port":(\d+)/ });
  const database = `http://127.0.0.1:${port}/orders`;
  await fetch(database, { method: 'PUT' });
  return {
    ports: [port],
    path: '/orders/_bulk_docs',
    headers: {},
    bodyOf: (orders) =>
      Buffer.from(JSON.stringify({ docs: orders.map((order) => ({ _id: order.orderKey, ...order })) })),
    isRight: (answer) => answer.includes('"ok":true') && !answer.includes('"error":'),
    pids: () => [pid],
    countOrders: async () => ((await (await fetch(database)).json()) as { doc_count: number }).doc_count,
    stop: async () => {
      await stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
