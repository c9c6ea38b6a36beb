/**
 * A real PostgreSQL for tests: the server that comes as a package, on a free loopback port with its files in a folder
 * of its own. It can be killed and started again on the same files, copied while it runs and made a standby of.
 * Nothing here knows of the driver. Used by test/postgres*.ts, test/nodes*.ts, scripts/torture.ts and bench/.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { findBinaries, findOwner } from './postgres-binaries.ts';

/** The server's own settings; tests that kill processes, not machines, need no sync to the disk. */
const QUICK = { fsync: 'off', full_page_writes: 'off' };
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  wal_level: 'replica',
  // That it is ready, and nothing of what tests provoke.
  log_min_messages: 'log',
};
/** Also after a crash, with a log to read again. */
const START_MS = 60_000;
const PASSWORD = 'test';
const READY = 'database system is ready to accept';

export type ServerOptions = { isDurable?: boolean; settings?: Readonly<Record<string, string>> };

export class PostgresServer {
  readonly folder: string;
  readonly port: number;
  #process: ChildProcess | null = null;

  constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
  }

  /** A new server with nothing in it. */
  static async create({ isDurable = false, settings = {} }: ServerOptions = {}): Promise<PostgresServer> {
    const server = new PostgresServer(mkdtempSync(join(tmpdir(), 'bulkhead-postgres-')), await freePort());
    await initialDatabase(server.folder);
    server.configure({ ...SETTINGS, ...(isDurable ? {} : QUICK), ...settings });
    await server.start();
    return server;
  }

  /** What a physical copy copies. */
  get data(): string {
    return join(this.folder, 'data');
  }

  url(database = 'postgres'): string {
    return `postgres://postgres:${PASSWORD}@127.0.0.1:${this.port}/${database}`;
  }

  /** Takes effect at the next start; what is said later wins. */
  configure(settings: Readonly<Record<string, string>>): void {
    const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
    appendFileSync(join(this.data, 'postgresql.conf'), lines.join(''));
  }

  async start(): Promise<void> {
    const { postgres } = await findBinaries();
    const child = spawn(postgres, ['-D', this.data, '-p', String(this.port)], {
      ...findOwner(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = child;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr?.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-4_000);
        if (said.includes(READY)) resolve();
      });
      const refuse = () => reject(new Error(`PostgreSQL must start, but it said: ${said}`));
      child.once('exit', refuse);
      setTimeout(refuse, START_MS).unref();
    });
  }

  /** Null while it does not run. */
  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /** As a crash of the machine would look to its clients: no goodbye. The children follow by themselves. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGINT');
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async query<T extends object>(text: string, database = 'postgres'): Promise<T[]> {
    const client = new pg.Client({ connectionString: this.url(database) });
    await client.connect();
    try {
      return (await client.query<T>(text)).rows;
    } finally {
      await client.end();
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

/** Gives files and folders to the user that PostgreSQL runs as, for it refuses to be root. */
export function handOver(...paths: readonly string[]): void {
  const { uid, gid } = findOwner();
  if (uid === undefined || gid === undefined) return;
  for (const path of paths) chownSync(path, uid, gid);
}

/** For the settings that name a file. */
export function writeOwned(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
  handOver(path);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a listening server must have a port');
  return address.port;
}

async function initialDatabase(folder: string): Promise<void> {
  const { initdb } = await findBinaries();
  const secret = join(folder, 'password');
  handOver(folder);
  writeOwned(secret, PASSWORD);
  const options = ['--username=postgres', '--auth=scram-sha-256', '--no-sync', '--encoding=UTF8', '--locale=C'];
  const data = join(folder, 'data');
  await promisify(execFile)(initdb, [`--pgdata=${data}`, `--pwfile=${secret}`, ...options], findOwner());
}
