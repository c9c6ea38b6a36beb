/**
 * Which databases there are: opening the one a URL names, moving everything from one to another, a copy beside a
 * running server, spreading tables over a cluster. A driver is loaded when a URL asks for it. Called by main.ts and,
 * through it, by the command line.
 */
import type { Config } from './config.ts';
import { type Store, StoreFault } from './core/store.ts';
import type { MovedTotal, MoveProgress } from './store/move.ts';
import type { Distribution } from './store/postgres/distribute.ts';

export type { Distribution, MovedTotal, MoveProgress };

type OpenOptions = { isExclusive: boolean };
type Open = (options: OpenOptions) => Promise<Store>;
const DRIVERS: Readonly<Record<string, (config: Config) => Promise<Open>>> = {
  sqlite: async ({ databaseUrl }) => {
    const { openSqliteStore } = await import('./store/sqlite/driver.ts');
    return (options) => openSqliteStore({ path: sqlitePath(databaseUrl), ...options });
  },
  postgres: loadPostgres,
  postgresql: loadPostgres,
};

function sqlitePath(url: string): string {
  return url.replace(/^sqlite:/, '');
}

/** Any number of servers share it, so it is never held exclusively. */
async function loadPostgres({ databaseUrl, databaseReadUrl }: Config): Promise<Open> {
  const { openPostgresStore } = await import('./store/postgres/driver.ts');
  return () => openPostgresStore({ url: databaseUrl, readUrl: databaseReadUrl ?? undefined });
}

/** `isExclusive` false: beside a running server. */
export async function openStore(config: Config, options: OpenOptions): Promise<Store> {
  const open = await loadDriver(config);
  return open(options);
}

/** By the scheme of the URL. What opens the store begins with its threads, so that others can be loaded meanwhile. */
export async function loadDriver(config: Config): Promise<Open> {
  const scheme = config.databaseUrl.slice(0, config.databaseUrl.indexOf(':'));
  const load = Object.hasOwn(DRIVERS, scheme) ? DRIVERS[scheme] : undefined;
  if (load !== undefined) return load(config);
  const known = Object.keys(DRIVERS).join(', ');
  throw new StoreFault(`DATABASE_URL: expected one of ${known}, got ${scheme}: not in this version`, {
    isRetryable: false,
  });
}

/** All that a SQLite file holds, into an empty PostgreSQL database; cut anywhere, it goes on when called again. */
export async function moveDatabase(
  { from, to }: { from: string; to: string },
  onProgress: (progress: MoveProgress) => void,
): Promise<readonly MovedTotal[]> {
  const { moveEverything } = await import('./store/move.ts');
  const { SqliteSource } = await import('./store/sqlite/move-source.ts');
  const { PostgresTarget } = await import('./store/postgres/move-target.ts');
  const source = new SqliteSource(sqlitePath(from));
  const target = new PostgresTarget(to);
  try {
    return await moveEverything(source, target, onProgress);
  } finally {
    source.close();
    await target.close();
  }
}

/** Into a file that is not there yet, beside a running server; how many orders it holds. */
export async function backUpDatabase({ databaseUrl }: Config, to: string): Promise<number> {
  if (!databaseUrl.startsWith('sqlite:')) {
    throw new StoreFault('PostgreSQL is backed up by its own programs, pg_dump or pg_basebackup: see docs/backup.md', {
      isRetryable: false,
    });
  }
  const { backUp } = await import('./store/sqlite/backup.ts');
  return backUp(sqlitePath(databaseUrl), to);
}

/** Spreads the tables of a PostgreSQL database over its cluster. */
export async function distributeDatabase(url: string): Promise<Distribution> {
  const { distributeTables } = await import('./store/postgres/distribute.ts');
  return distributeTables(url);
}

/** Without its credentials, for the log. */
export function databaseName({ databaseUrl }: Config): string {
  return databaseUrl.startsWith('sqlite:') ? databaseUrl : databaseUrl.replace(/\/\/[^@]*@/, '//');
}
