/**
 * What went wrong between us and PostgreSQL, recognized by code, never by text, and as the StoreFault callers get.
 * A pg error may hold customer data (the client, the detail, the query), so nothing of it is passed on but its
 * code, its message and the names of table and constraint. Used by every file of this driver.
 */
import pg from 'pg';
import { StoreFault } from '../../core/store.ts';

/**
 * `conflict`: somebody else was first, the same command planned again will do. `lost`: the connection is gone, or
 * leads to a server that is starting, stopping or only a standby. `busy`: the server has no time or room at present.
 */
export type Condition = 'conflict' | 'lost' | 'busy' | 'broken';

const UNIQUE_VIOLATION = '23505';
const CONFLICTS: ReadonlySet<string> = new Set([UNIQUE_VIOLATION, '40001', '40P01']);
/** Read-only transaction: a standby, or a primary that was just demoted. */
const STANDBY = '25006';
/** Lock not available, query canceled. */
const BUSY: ReadonlySet<string> = new Set(['55P03', '57014']);
/** Wrong credentials, no such database, a protocol or feature it does not know: no retry mends these. */
const HOPELESS = /^(28|3D|42|0A)/;

/** The connection could not be had, or broke: whatever pg said of it, which has no code to go by. */
class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** What pg rejects with, as one of ours unless the server itself has spoken. */
export function told(error: unknown): unknown {
  if (error instanceof pg.DatabaseError || error instanceof StoreFault) return error;
  return new ConnectionLost(error instanceof Error ? messageOf(error) : String(error));
}

export function conditionOf(error: unknown): Condition {
  if (error instanceof ConnectionLost) return 'lost';
  if (error instanceof StoreFault && error.isRetryable) return 'busy';
  if (!(error instanceof pg.DatabaseError)) return 'broken';
  const code = error.code ?? '';
  if (CONFLICTS.has(code)) return 'conflict';
  // Class 53: out of memory, of disk or of connections.
  if (BUSY.has(code) || code.startsWith('53')) return 'busy';
  // Class 08: connection exceptions. After FATAL and PANIC the server hangs up.
  const isEnd = /^(FATAL|PANIC)$/.test(error.severity ?? '') || code.startsWith('08') || code === STANDBY;
  return isEnd && !HOPELESS.test(code) ? 'lost' : 'broken';
}

/** The unique index that refused a row; a distributed table's has the number of its shard at the end. */
export function violatedIndex(error: unknown): string | null {
  if (!(error instanceof pg.DatabaseError) || error.code !== UNIQUE_VIOLATION) return null;
  return error.constraint?.replace(/_\d+$/, '') ?? null;
}

export function storeFault(error: unknown, isUnknown = false): StoreFault {
  if (error instanceof StoreFault && !isUnknown) return error;
  const isRetryable = isUnknown || conditionOf(error) !== 'broken';
  return new StoreFault(textOf(error), { isRetryable, isUnknown });
}

function textOf(error: unknown): string {
  if (error instanceof ConnectionLost) return `PostgreSQL cannot be reached: ${error.message}`;
  if (!(error instanceof pg.DatabaseError)) return error instanceof Error ? error.message : String(error);
  const place = [error.table, error.constraint].filter((name) => name !== undefined).join('.');
  return `PostgreSQL: ${error.message} (code ${error.code}${place === '' ? '' : `, ${place}`})`;
}

/** A host with several addresses fails with an error for each. */
function messageOf(error: Error): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : error.message;
}
