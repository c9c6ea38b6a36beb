// The rule of the upsert as one table: draft, what exists, and the decision at the end of the row.
import { expect, test } from 'vitest';
import { fingerprintOf } from '../fingerprint.ts';
import { decide } from './decide.ts';
import { rowOf, sealedOf } from './samples.ts';

const open = rowOf({ orderId: 7, orderKey: 'k' });
const same = sealedOf({ orderKey: 'k' });
const other = sealedOf({ orderKey: 'k', internalNote: 'changed' });
const shipped = { ...open, status: 'shipped' as const };
const canceled = { ...open, status: 'canceled' as const };
const sibling = { ...open, orderId: 8, part: 1 };

test.each([
  ['no key, no id', sealedOf({ orderKey: null }), null, [], 'create'],
  ['unknown key', same, null, [], 'create'],
  ['known key, same content', same, null, [open], 'keep'],
  ['known key, other content', other, null, [open], 'replace'],
  ['same content, shipped meanwhile', same, null, [shipped], 'keep'],
  ['other content, shipped', other, null, [shipped], 'order_locked'],
  ['other content, canceled', other, null, [canceled], 'order_locked'],
  ['key of a split family', other, null, [open, sibling], 'order_id_needed'],
  ['id and key of a split order', sealedOf({ orderKey: 'k', orderId: 8, internalNote: 'x' }), sibling, [], 'replace'],
  ['unknown id', sealedOf({ orderKey: 'k', orderId: 9 }), null, [], 'order_unknown'],
  ['id alone', sealedOf({ orderKey: null, orderId: 7, internalNote: 'x' }), open, [], 'replace'],
  ['id and another key', sealedOf({ orderKey: 'z', orderId: 7 }), open, [], 'order_key_differs'],
] as const)('%s', (_name, draft, byId, byKey, expected) => {
  const decision = decide(draft, fingerprintOf(draft.content), { byId, byKey });
  expect(decision.kind === 'refuse' ? decision.problem.code : decision.kind).toBe(expected);
});
