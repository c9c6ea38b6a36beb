/**
 * Directus as a contestant: POST /items/orders with an array, on a PostgreSQL database of its own. Its tables are made
 * by its own bootstrap, and the collections through its schema routes (directus-schema.ts). Activity and revisions are
 * off for both collections, and nothing but ids is asked back: the documented ways to make it faster.
 * What was configured is told in docs/benchmark-peers.md. Listed in peers.ts.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Contestant, Running } from '../contestant.ts';
import { newPostgresDatabase } from '../databases.ts';
import { start } from '../started.ts';
import { countOrders } from './count-orders.ts';
import { directusOf, modelOrders } from './directus-schema.ts';
import type { Packages } from './install.ts';

/**
 * As Directus's own command starts it, without that command's first step, which asks the npm registry for a newer
 * version. With the argument "bootstrap" it makes its tables and ends.
 */
const PROGRAM = `
if (process.argv[2] === 'bootstrap') {
  await import('@directus/api/cli/run.js');
} else {
  const { default: emitter } = await import('@directus/api/emitter');
  const { startServer } = await import('@directus/api/server');
  emitter.onAction('server.start', ({ server }) => {
    process.stdout.write(JSON.stringify({ port: server.address().port }) + '\\n');
  });
  await startServer();
}
`;

export const directusPackages: Packages = {
  name: 'directus',
  program: PROGRAM,
  versions: { directus: '12.4.0' },
  // The version it asks for has no native part in its package for any Node of today; it is used by flows alone.
  overrides: { 'isolated-vm': '7.0.1' },
};

const TOKEN = 'bench-token-of-this-run-on-loopback-only';
const SETTINGS = {
  ...{ NODE_ENV: 'production', PUBLIC_URL: 'http://127.0.0.1', SECRET: TOKEN, TELEMETRY: 'false', LOG_LEVEL: 'error' },
  ...{ ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: TOKEN, ADMIN_TOKEN: TOKEN },
  // Requests of a thousand orders, and no refusals because of load.
  ...{ MAX_PAYLOAD_SIZE: '10mb', PRESSURE_LIMITER_ENABLED: 'false' },
};

export function directus(folder: string): Contestant {
  const shape = { driver: 'postgres', kinds: ['insert'], perBodyMax: 100 } as const;
  return { name: 'Directus', ...shape, start: () => startDirectus(folder) };
}

async function startDirectus(folder: string): Promise<Running> {
  const database = await newPostgresDatabase();
  const env = { ...SETTINGS, DB_CLIENT: 'pg', DB_CONNECTION_STRING: database.url };
  const program = join(folder, 'program.mjs');
  const ownPath = { PATH: process.env.PATH ?? '' };
  await promisify(execFile)(process.execPath, [program, 'bootstrap'], { cwd: folder, env: { ...ownPath, ...env } });
  const { port, pid, stop } = await start([program], { cwd: folder, env, port: /"port":(\d+)/ });
  const headers = { authorization: `Bearer ${TOKEN}` };
  await modelOrders(`http://127.0.0.1:${port}`, headers).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    ports: [port],
    path: '/items/orders?fields=id',
    headers,
    bodyOf: (orders) => Buffer.from(JSON.stringify(orders.map(directusOf))),
    isRight: (answer) => answer.includes('{"data":[{"id":'),
    pids: () => [pid, ...database.pids],
    countOrders: () => countOrders(database, { orders: 'orders', lines: 'order_lines' }),
    stop: async () => {
      await stop();
      await database.remove();
    },
  };
}
