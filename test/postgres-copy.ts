/**
 * A physical copy of a server that goes on running, by PostgreSQL's own low-level backup: what pg_basebackup does, for
 * that program does not come with the package. The copy is a server of its own, or a standby that follows the first.
 * Used by the tests of backups and of a promoted standby.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pg from 'pg';
import { freePort, handOver, PostgresServer, writeOwned } from './postgres-server.ts';

/** What belongs to the running server, and what is copied once the backup has ended. */
const LEFT_OUT: ReadonlySet<string> = new Set(['postmaster.pid', 'postmaster.opts', 'pg_wal']);

type Copy = { isStandby: boolean };

/** Not yet started. */
export async function copyServer(source: PostgresServer, { isStandby }: Copy): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-postgres-'));
  handOver(folder);
  const copy = new PostgresServer(folder, await freePort());
  const client = new pg.Client({ connectionString: source.url() });
  await client.connect();
  try {
    await client.query(`SELECT pg_backup_start('copy', true)`);
    // Never the synchronous copy: who writes meanwhile waits for answers in this very process.
    await cp(source.data, copy.data, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
    const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    writeFileSync(join(copy.data, 'backup_label'), rows[0]?.labelfile ?? '');
  } finally {
    await client.end();
  }
  // A standby fetches the log itself.
  if (isStandby) mkdirSync(join(copy.data, 'pg_wal'));
  else await cp(join(source.data, 'pg_wal'), join(copy.data, 'pg_wal'), { recursive: true });
  rmSync(join(copy.data, 'standby.signal'), { force: true });
  if (isStandby) follow(copy, source);
  handOverAll(copy.data);
  return copy;
}

/** Files keep their modes, but not their owner. */
function handOverAll(folder: string): void {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  handOver(folder, ...names.map((name) => join(folder, name)));
}

function follow(copy: PostgresServer, source: PostgresServer): void {
  const { username, password, hostname, port } = new URL(source.url());
  writeOwned(join(copy.data, 'standby.signal'), '');
  copy.configure({
    primary_conninfo: `host=${hostname} port=${port} user=${username} password=${password}`,
    synchronous_standby_names: '',
  });
}
