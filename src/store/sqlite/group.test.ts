// Group commit on a connection of its own: one commit for all that waits, a fault rejects its write alone, a failed
// commit rejects the whole group and leaves nothing.
import type { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { commandOf, sealedOf } from '../../core/plan/samples.ts';
import type { Reply, Request } from './calls.ts';
import { MEMORY, openWriter } from './database.ts';
import { GroupWriter } from './group.ts';
import { migrate, readMigrations } from './migrate.ts';
import { packCommand, unpackOutcomes } from './packed-command.ts';

function open(): { db: DatabaseSync; writer: GroupWriter; run: (...inputs: Partial<Request>[]) => Reply[] } {
  const db = openWriter(MEMORY);
  migrate(db, readMigrations());
  const writer = new GroupWriter(db);
  const run = (...inputs: Partial<Request>[]) =>
    writer.run(inputs.map((input, callId) => ({ callId, name: 'apply', input: null, bytes: 0, ...input })));
  run({ name: 'createAccount', input: { name: 'one', at: 1 } });
  return { db, writer, run };
}

const create = (orderKey: string, fields: { accountId?: number; giftMessage?: string } = {}) => {
  const { accountId = 1, giftMessage = 'x' } = fields;
  return { input: packCommand(commandOf([sealedOf({ orderKey, giftMessage })], { accountId })) };
};
const count = (db: DatabaseSync, table: string) =>
  (db.prepare(`SELECT count(*) AS total FROM ${table}`).get() as { total: number }).total;
const kinds = (replies: readonly Reply[]) => replies.map((reply) => ('fault' in reply ? 'fault' : 'value'));

test('all that waits is one commit', () => {
  const { db, writer, run } = open();
  const before = { ...writer.stats };
  const replies = run(create('a'), create('b'), create('a', { giftMessage: 'y' }), {
    name: 'forgetReceipts',
    input: 0,
  });
  expect(kinds(replies)).toEqual(['value', 'value', 'value', 'value']);
  expect(replies.map(({ callId }) => callId)).toEqual([0, 1, 2, 3]);
  expect(writer.stats).toEqual({ commits: before.commits + 1, writes: before.writes + 4 });
  expect([count(db, 'orders'), count(db, 'revisions'), count(db, 'events')]).toEqual([2, 1, 3]);
});

test('a fault rejects its own write and undoes it, the others of the group are stored', () => {
  const { db, run } = open();
  const replies = run(create('a'), create('b', { accountId: 404 }), create('c'));
  expect(kinds(replies)).toEqual(['value', 'fault', 'value']);
  expect(replies[1]).toMatchObject({ fault: { isRetryable: false, isUnknown: false } });
  expect([count(db, 'orders'), count(db, 'events')]).toEqual([2, 2]);
  expect(db.isTransaction).toBe(false);
});

test('ids drawn by a write that failed are not drawn again', () => {
  const { db, run } = open();
  run(create('a'), create('b', { accountId: 404 }), create('c'));
  run(create('d'));
  const ids = db
    .prepare('SELECT order_id AS id FROM orders ORDER BY order_id')
    .all()
    .map((row) => row.id);
  // The first attempt drew 1 and 2.
  expect(ids).toEqual([3, 5, 6]);
});

test('a full disk rejects every write of the group, nothing is stored, and all is well once there is room', () => {
  const { db, writer, run } = open();
  run(create('a'));
  const pages = (db.prepare('PRAGMA page_count').get() as { page_count: number }).page_count;
  db.exec(`PRAGMA max_page_count = ${pages + 5}`);
  const replies = run(create('b'), create('c', { giftMessage: 'g'.repeat(500_000) }), create('d'));
  expect(kinds(replies).includes('fault')).toBe(true);
  const faults = replies.flatMap((reply) => ('fault' in reply ? [reply.fault] : []));
  expect(faults.map(({ isRetryable, isUnknown }) => [isRetryable, isUnknown])).toEqual(faults.map(() => [true, false]));
  const stored = replies.filter((reply) => 'value' in reply).length;
  expect(count(db, 'orders')).toBe(1 + stored);
  expect(writer.isBroken).toBe(false);
  db.exec('PRAGMA max_page_count = 1000000');
  expect(kinds(run(create('e'), create('c', { giftMessage: 'g'.repeat(500_000) })))).toEqual(['value', 'value']);
  expect(count(db, 'orders')).toBe(3 + stored);
  const ids = db
    .prepare('SELECT order_id AS id FROM orders')
    .all()
    .map((row) => row.id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a commit that fails rejects every write of the group', () => {
  const { db, run } = open();
  // A deferred constraint is checked by COMMIT itself, which makes it the one way to fail there on purpose.
  db.exec(`CREATE TABLE late (order_id INTEGER REFERENCES orders (order_id) DEFERRABLE INITIALLY DEFERRED) STRICT;
    CREATE TRIGGER never AFTER INSERT ON orders WHEN new.order_key = 'bad' BEGIN INSERT INTO late VALUES (404); END`);
  expect(kinds(run(create('a'), create('bad'), create('c')))).toEqual(['fault', 'fault', 'fault']);
  expect([count(db, 'orders'), count(db, 'events')]).toEqual([0, 0]);
  expect(db.isTransaction).toBe(false);
  const [reply] = run(create('a'));
  // Ids of the group that failed are skipped.
  const outcomes = unpackOutcomes((reply as { value: string }).value);
  expect(outcomes).toMatchObject([{ kind: 'created', orders: [{ orderId: 4 }] }]);
});

test('a group that cannot begin is rejected as busy', () => {
  const { db, run } = open();
  db.exec('BEGIN');
  const replies = run(create('a'));
  expect(kinds(replies)).toEqual(['fault']);
  expect(db.isTransaction).toBe(false);
  expect(kinds(run(create('a')))).toEqual(['value']);
});

test('texts that lists knew of in a group that was undone are kept by the next', () => {
  const { db, run } = open();
  run(create('a'));
  const replies = run({ name: 'settleLists', input: 1 }, create('b', { accountId: 404 }));
  expect(kinds(replies)).toEqual(['value', 'fault']);
  expect([count(db, 'list_entries'), count(db, 'list_texts') > 0]).toEqual([1, true]);
});
