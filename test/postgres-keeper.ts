/**
 * Keeps one PostgreSQL server for all test files of a run: starts it, tells its address through a file, and takes it
 * away when the process that it was started for is gone, however that one ended. Runs by itself, started by
 * test/postgres-database.ts: node test/postgres-keeper.ts <file for the address> <pid>
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresServer } from './postgres-server.ts';

const LOOK_MS = 250;

const [addressFile = '', watchedPid = ''] = process.argv.slice(2);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const server = await PostgresServer.create();
// Whole or not at all: others read it as soon as it is there.
writeFileSync(`${addressFile}.new`, server.url());
renameSync(`${addressFile}.new`, addressFile);
while (isAlive(Number(watchedPid))) await sleep(LOOK_MS);
await server.remove();
rmSync(addressFile, { force: true });
rmSync(`${addressFile}.lock`, { force: true });
