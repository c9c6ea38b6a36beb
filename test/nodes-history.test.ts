// The checker of the tests of many nodes finds what it is there to find.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Intake } from '../src/core/intake.ts';
import type { Store } from '../src/core/store.ts';
import { openSqliteStore } from '../src/store/sqlite/driver.ts';
import { History, type Write } from './nodes-history.ts';

let store: Store;
let accountId: number;
let orderId: number;

beforeAll(async () => {
  store = await openSqliteStore({ path: ':memory:' });
  const account = await store.createAccount('checked', 1);
  accountId = account.accountId;
  const intake = new Intake({ store, clock: () => 1 });
  for (const internalNote of ['first', 'second']) {
    const content = { status: 'open' as const, internalNote, lines: [{ sku: 'A', quantity: 1 }] };
    const named = { pointer: '', linesPointer: '/items', orderId: null, orderKey: 'k' };
    const draft = { ...named, content, isNumberClaimed: false, isSplittable: false };
    await intake.takeIn(account, { items: [{ label: 0, draft }], receiptKey: null });
  }
  orderId = (await store.findOrders(accountId, { orderKey: 'k' }))[0]?.orderId ?? 0;
});

afterAll(() => store.close());

const write = (note: string, sentAt: number, answeredAt: number | null, fields: Partial<Write> = {}): Write => ({
  ...{ key: 'k', note, sentAt, answeredAt, orderId: null },
  ...fields,
});

test.each<[string, Write[], string[]]>([
  ['all is as it was told', [write('first', 1, 2), write('second', 3, 4)], []],
  ['the end of a write is unknown', [write('first', 1, null), write('second', 2, 3)], []],
  ['writes at once, in either order', [write('second', 1, 4), write('first', 2, 3)], []],
  [
    'a write that was never answered and took no effect',
    [write('first', 1, 2), write('second', 3, 4), write('x', 5, null)],
    [],
  ],
  ['an acknowledged write is missing', [write('first', 1, 2), write('second', 3, 4), write('x', 5, 6)], ['k lost x']],
  ['the order is gone', [write('x', 1, 2, { key: 'gone' })], ['gone lost x']],
  ['nobody sent it', [write('second', 1, 2)], ['k holds first, which nobody sent']],
  [
    'a write took effect before one that was over',
    [write('second', 1, 2), write('first', 3, 4)],
    ['k: first began after a later revision was answered'],
  ],
  [
    'another id was answered',
    [write('first', 1, 2, { orderId: -1 }), write('second', 3, 4)],
    ['k was answered as order -1, and is ID'],
  ],
])('%s', async (_name, writes, expected) => {
  const history = new History();
  history.writes.push(...writes);
  const problems = await history.compare(store, accountId);
  expect(problems.map((problem) => problem.replace(`is ${orderId}`, 'is ID'))).toEqual(expected);
});
