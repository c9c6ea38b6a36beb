// A connection that is lost while a command is under way: the command is done once, and answered as it was done.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Account } from '../src/core/accounts.ts';
import { Intake } from '../src/core/intake.ts';
import { openPostgresStore, type PostgresStore } from '../src/store/postgres/driver.ts';
import { createDatabase, type TestDatabase } from './postgres-database.ts';
import { type Break, TcpRelay } from './tcp-relay.ts';

let database: TestDatabase;
let relay: TcpRelay;
let store: PostgresStore;
let account: Account;

beforeAll(async () => {
  database = await createDatabase();
  const url = new URL(database.url);
  relay = new TcpRelay(Number(url.port));
  url.port = String(await relay.listen());
  store = await openPostgresStore({ url: url.href });
  account = await store.createAccount('doubted', 1);
});

afterAll(async () => {
  await store.close();
  await relay.close();
  await database.drop();
});

let sent = 0;

/** Two orders, one without a key; what was answered, and how many orders and events there are. */
async function take(orderKey: string, receiptKey: string | null) {
  sent += 1;
  const content = { status: 'open' as const, internalNote: `note ${sent}`, lines: [{ sku: 'A', quantity: 1 }] };
  const named = { pointer: '', linesPointer: '/items', orderId: null, isNumberClaimed: false, isSplittable: false };
  const items = [orderKey, null].map((key, label) => ({ label, draft: { ...named, orderKey: key, content } }));
  const { outcomes } = await new Intake({ store, clock: () => sent }).takeIn(account, { items, receiptKey });
  return outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome : [outcome.kind, outcome.orders[0].revision]));
}

async function count() {
  const listed = { sort: 'orderId', isDescending: false, offset: 0, limit: 0 } as const;
  const events = await store.listEvents(account.accountId, { eventId: 0, limit: 1_000 });
  return [(await store.listOrders(account.accountId, listed)).total, events.length];
}

test.each<[string, Break]>([
  ['before the server has read the first message', { at: 'INSERT INTO commits', isDelivered: false }],
  ['before the first answer', { at: 'INSERT INTO commits', isDelivered: true }],
  ['before the server has read the commit', { at: 'COMMIT', isDelivered: false }],
  ['after the commit, before its answer', { at: 'COMMIT', isDelivered: true }],
])('%s', async (name, place) => {
  for (const receiptKey of [null, `receipt of ${name}`]) {
    const [orders = 0, events = 0] = await count();
    const key = `key ${sent}`;
    relay.breakAt(place);
    expect(await take(key, receiptKey)).toEqual([
      ['created', 1],
      ['created', 1],
    ]);
    expect(await count()).toEqual([orders + 2, events + 2]);
    relay.breakAt(place);
    expect(await take(key, null)).toEqual([
      ['replaced', 2],
      ['created', 1],
    ]);
    expect(await count()).toEqual([orders + 3, events + 4]);
  }
});
