/**
 * What must hold of the database whenever the server was killed, read from the file itself and not through the store.
 * Called by crash.test.ts after every restart.
 */
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import type { Outcome } from '../src/core/outcome.ts';
import { type CommandName, markOf } from './crash-commands.ts';

/** What the child was answered, by the JSON of the command's name. */
export type Answers = ReadonlyMap<string, readonly Outcome[]>;

/** Faults of the tables as such: each query finds what must not be. */
const FAULTS: Readonly<Record<string, string>> = {
  'orders whose lines are not all there': `SELECT order_id FROM orders
    WHERE json_array_length(content, '$.lines') <> json_array_length(state, '$.lines')
       OR json_array_length(content, '$.lines') = 0`,
  'orders whose revisions have a gap': `SELECT order_id FROM orders AS o WHERE revision <> 1 +
    (SELECT count(DISTINCT revision) FROM revisions AS r WHERE r.order_id = o.order_id AND r.revision < o.revision)`,
  'orders whose events do not tell every revision once': `SELECT order_id FROM orders AS o WHERE revision <>
    (SELECT count(DISTINCT revision) FROM events AS e WHERE e.order_id = o.order_id AND e.revision <= o.revision)
    OR revision <> (SELECT count(*) FROM events AS e WHERE e.order_id = o.order_id)`,
  'events and revisions of no order': `SELECT order_id FROM events WHERE order_id NOT IN (SELECT order_id FROM orders)
    UNION ALL SELECT order_id FROM revisions WHERE order_id NOT IN (SELECT order_id FROM orders)`,
  'families that are not whole': `SELECT order_id FROM orders AS o WHERE order_key LIKE 'split-%' AND part = 0
    AND NOT EXISTS (SELECT 1 FROM orders AS p WHERE p.order_key = o.order_key AND p.part = 1)`,
  'orders made twice': `SELECT number FROM orders WHERE order_key NOT LIKE 'split-%' GROUP BY number, part HAVING count(*) > 1`,
  'ids that would be given again': `SELECT name FROM sequences WHERE name = 'order'
    AND next <= (SELECT max(order_id) FROM orders) OR name = 'event' AND next <= (SELECT max(event_id) FROM events)`,
};

export function checkDatabase(path: string, answers: Answers): void {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    for (const [fault, sql] of Object.entries(FAULTS))
      expect({ [fault]: db.prepare(sql).all() }).toEqual({ [fault]: [] });
    checkAnswers(db, answers);
  } finally {
    db.close();
  }
}

/** Every document that was answered for stands where the answer said: at that revision of that order. */
function checkAnswers(db: DatabaseSync, answers: Answers): void {
  const marks = new Map<string, unknown>();
  const sql = `SELECT order_id, revision, json_extract(content, '$.internalNote') AS mark FROM orders
    UNION ALL SELECT order_id, revision, json_extract(content, '$.internalNote') FROM revisions`;
  for (const { order_id, revision, mark } of db.prepare(sql).all()) marks.set(`${order_id} r${revision}`, mark);
  for (const [name, outcomes] of answers) {
    for (const [item, outcome] of outcomes.entries()) {
      const orders = outcome.kind === 'refused' ? [] : outcome.orders;
      expect(orders.length).toBe(item === 4 ? 2 : 1);
      const mark = markOf(JSON.parse(name) as CommandName, item);
      for (const order of orders) expect(marks.get(`${order.orderId} r${order.revision}`)).toBe(mark);
    }
  }
}
