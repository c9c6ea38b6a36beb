/**
 * The floors as contestants: what the machine can do on each driver when nothing is asked but the rows. What they
 * leave out is said in floor.ts and floor-postgres.ts.
 * Run by compare.ts.
 */
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import type { Contestant, Running } from './contestant.ts';
import { newPostgresDatabase, newSqliteDatabase, postgresServer, type TurnDatabase } from './databases.ts';
import { startProgram } from './started.ts';

const NOT_BOUNDED = 10_000;
const KINDS = ['insert', 'update', 'repeat'] as const;

export function floor(driver: 'sqlite' | 'postgres'): Contestant {
  const start = driver === 'sqlite' ? startSqliteFloor : startPostgresFloor;
  return { name: 'floor', driver, perBodyMax: NOT_BOUNDED, kinds: KINDS, start };
}

async function startSqliteFloor(): Promise<Running> {
  const database = await newSqliteDatabase();
  return running(database, { file: 'floor.ts', argument: database.url.replace('sqlite:', ''), table: 'orders' });
}

/** A table like our own orders with its indexes, and the document beside them. */
async function startPostgresFloor(): Promise<Running> {
  const database = await newPostgresDatabase();
  await (await openPostgresStore({ url: database.url })).close();
  const name = new URL(database.url).pathname.slice(1);
  const server = await postgresServer();
  await server.query('CREATE SEQUENCE floor_ids', name);
  await server.query('CREATE TABLE floor (LIKE orders INCLUDING ALL)', name);
  await server.query('ALTER TABLE floor ADD content text NOT NULL', name);
  await server.query('ALTER TABLE floor ALTER content SET STORAGE EXTERNAL', name);
  return running(database, { file: 'floor-postgres.ts', argument: database.url, table: 'floor' });
}

type Program = { file: string; argument: string; table: string };

async function running(database: TurnDatabase, { file, argument, table }: Program): Promise<Running> {
  const { port, pid, stop } = await startProgram(file, argument);
  return {
    ports: [port],
    path: '/',
    headers: {},
    bodyOf: (orders) => Buffer.from(JSON.stringify(orders)),
    isRight: (answer) => answer.includes('"hasErrors":false'),
    pids: () => [pid, ...database.pids],
    countOrders: () => database.count(table),
    stop: async () => {
      await stop();
      await database.remove();
    },
  };
}
