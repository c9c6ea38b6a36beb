/**
 * Spreads the tables over a cluster (the extension citus): every table that holds an account's rows by its account_id,
 * all of one account's on the same node, so that a command stays one transaction on one of them; what is asked for
 * before the account is known stands whole on every node. Done again, it does what is left.
 * Called by `bulkhead migrate --distributed`.
 */
import { StoreFault } from '../../core/store.ts';
import { readConnectionUrl } from './connection-url.ts';
import { Connections, type Session, type Statement } from './connections.ts';
import { storeFault } from './fault.ts';
import { migrate, readMigrations } from './migrate.ts';

/** Small, and asked for without an account. */
export const REFERENCE_TABLES: readonly string[] = ['accounts', 'api_keys', 'migrations'];

const text = (sql: string): Statement => ({ name: '', text: sql });
const HAS_CITUS = text(`SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus') AS "hasCitus"`);
/** Those that no earlier call has spread. */
const TABLES_LEFT = text(
  `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
   AND NOT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = pg_class.oid) ORDER BY relname`,
);
const SPREAD = text(`SELECT create_distributed_table($1::regclass, 'account_id', colocate_with => $2)`);
const COPY_WHOLE = text('SELECT create_reference_table($1::regclass)');
/** The table whose placement the others share. */
const FIRST_TABLE = 'orders';
const SPREAD_MS = 3_600_000;

/** The tables that this call has spread, and those it has copied to every node. */
export type Distribution = { distributed: readonly string[]; reference: readonly string[] };

export async function distributeTables(url: string): Promise<Distribution> {
  const connections = new Connections(readConnectionUrl(url));
  try {
    await migrate(connections, readMigrations());
    const timeouts = { statementTimeoutMs: SPREAD_MS, lockTimeoutMs: SPREAD_MS };
    return await connections.run('write', spreadTables, timeouts);
  } catch (error) {
    throw storeFault(error);
  } finally {
    await connections.close();
  }
}

async function spreadTables(session: Session): Promise<Distribution> {
  const [extension] = (await session.send<{ hasCitus: boolean }>(HAS_CITUS, [])).rows;
  if (extension?.hasCitus !== true) {
    throw new StoreFault(
      'the tables cannot be distributed: this database does not have the extension citus. Install it on every node ' +
        'of the cluster, run CREATE EXTENSION citus in this database, add the nodes, and run this command again',
      { isRetryable: false },
    );
  }
  const left = (await session.send<{ name: string }>(TABLES_LEFT, [])).rows.map(({ name }) => name);
  const reference = left.filter((name) => REFERENCE_TABLES.includes(name));
  const distributed = left.filter((name) => !REFERENCE_TABLES.includes(name));
  for (const name of reference) await session.send(COPY_WHOLE, [name]);
  // The first decides where accounts live, the others follow it.
  const ordered = distributed.toSorted((a, b) => Number(b === FIRST_TABLE) - Number(a === FIRST_TABLE));
  for (const name of ordered) await session.send(SPREAD, [name, name === FIRST_TABLE ? 'default' : FIRST_TABLE]);
  return { distributed, reference };
}
