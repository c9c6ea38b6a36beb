// Small commands that arrive together go into one transaction: each is answered and told of as its own, one that the
// database refuses spoils no other, and a lost connection leaves every one of them done once.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Command } from '../src/core/command.ts';
import { loopTurn } from '../src/core/loop-turn.ts';
import type { OrderContent } from '../src/core/order.ts';
import { commandOf, sealedOf } from '../src/core/plan/samples.ts';
import { openPostgresStore, type PostgresStore } from '../src/store/postgres/driver.ts';
import { createDatabase, type TestDatabase } from './postgres-database.ts';
import { type Break, TcpRelay } from './tcp-relay.ts';

const MANY = 40;

let database: TestDatabase;
let relay: TcpRelay;
let store: PostgresStore;
let accountId: number;
let accounts = 0;
const sent: string[] = [];

beforeAll(async () => {
  database = await createDatabase();
  const url = new URL(database.url);
  relay = new TcpRelay(Number(url.port));
  url.port = String(await relay.listen());
  store = await openPostgresStore({ url: url.href, onStatement: (text) => sent.push(text) });
});

beforeEach(async () => {
  accounts += 1;
  ({ accountId } = await store.createAccount(`groups ${accounts}`, 1));
  sent.length = 0;
});

afterAll(async () => {
  await store.close();
  await relay.close();
  await database.drop();
});

const order = (orderKey: string, giftMessage = 'x'): Command =>
  commandOf([sealedOf({ orderKey, giftMessage })], { accountId, batchId: `batch of ${orderKey} ${giftMessage}` });
const keyless = (freshKey: string): Command => commandOf([{ ...sealedOf(), freshKey }], { accountId });
const spoiled = (orderKey: string): Command => {
  const draft = sealedOf({ orderKey });
  return commandOf([{ ...draft, content: draft.content.replace('SKU-1', 'SKU-\u0000') }], { accountId });
};
const keysOf = (count: number) => Array.from({ length: count }, (_, index) => `key ${index}`);

/** In one turn of the event loop, so that they are there before the first of them begins. */
async function atOnce(commands: readonly Command[]): Promise<string[]> {
  const results = await Promise.allSettled(commands.map((command) => store.apply(command)));
  return results.map((result) => (result.status === 'fulfilled' ? (result.value[0]?.kind ?? '') : 'fault'));
}

/** Of more text than goes into a group, and so by itself. */
const large = (orderKey: string) => order(orderKey, 'x'.repeat(40_000));
/** Of every transaction its proof and its orders, as they were sent. */
const steps = () => sent.flatMap((text) => /^INSERT INTO (commits|orders) /.exec(text)?.[1] ?? []);

const transactions = () => sent.filter((text) => text.includes('INSERT INTO commits')).length;
const events = async () =>
  (await store.listEvents(accountId, { eventId: 0, limit: 1_000 })).map(({ kind, batchId }) => `${kind} ${batchId}`);

test('what arrives together is one transaction; every order has its own batch, event and answer', async () => {
  const commands = keysOf(MANY).map((key) => order(key));
  expect(await atOnce(commands)).toEqual(commands.map(() => 'created'));
  expect(transactions()).toBe(1);
  expect(await events()).toEqual(commands.map(({ batchId }) => `order.created ${batchId}`));
  const orders = await Promise.all(keysOf(MANY).map((orderKey) => store.findOrders(accountId, { orderKey })));
  expect(orders.map(([found]) => found?.batchId)).toEqual(commands.map(({ batchId }) => batchId));
  expect(new Set(orders.flat().map(({ orderId }) => orderId)).size).toBe(MANY);
});

test('updates, repetitions and orders without a key go together as well', async () => {
  await atOnce([order('a'), order('b')]);
  sent.length = 0;
  expect(await atOnce([order('a', 'y'), order('b'), keyless('c'), keyless('d')])).toEqual([
    'replaced',
    'kept',
    'created',
    'created',
  ]);
  expect(transactions()).toBe(1);
});

test('commands on one key go one after the other', async () => {
  const words = ['1', '2', '3', '4'];
  const kinds = await atOnce([order('b'), ...words.map((word) => order('a', word))]);
  expect(kinds.toSorted()).toEqual(['created', 'created', 'replaced', 'replaced', 'replaced']);
  const [found] = await store.findOrders(accountId, { orderKey: 'a' });
  const formers = await store.listRevisions(accountId, found?.orderId ?? 0);
  expect(formers.map(({ revision }) => revision)).toEqual([1, 2, 3]);
  const messages = [
    found?.content.giftMessage,
    ...formers.map(({ content }) => (JSON.parse(content ?? '') as OrderContent).giftMessage),
  ];
  expect(messages.toSorted()).toEqual(words);
});

test('what needs more than orders by their keys goes by itself', async () => {
  const claimed = commandOf([sealedOf({ orderKey: 'c', number: 'N', isNumberClaimed: true })], { accountId });
  const withReceipt = { ...order('d'), receiptKey: 'r' };
  expect(await atOnce([order('a'), claimed, withReceipt, order('b')])).toEqual(Array(4).fill('created'));
  expect(transactions()).toBe(3);
});

test('one that the database refuses is answered with a fault, the others are stored', async () => {
  expect(await atOnce([order('a'), spoiled('b'), order('c')])).toEqual(['created', 'fault', 'created']);
  expect(await events()).toHaveLength(2);
});

test('of an account that does not exist none is stored', async () => {
  const others = [order('a'), order('b')].map((command) => ({ ...command, accountId: 404 }));
  expect(await atOnce([...others, order('a')])).toEqual(['fault', 'fault', 'created']);
});

test('large commands go at once, and one at a time while single orders keep coming', async () => {
  const names = ['a', 'b', 'c'];
  expect(await atOnce(names.map((name) => large(name)))).toEqual(names.map(() => 'created'));
  expect(steps().slice(0, 2)).toEqual(['commits', 'commits']);
  sent.length = 0;
  await loopTurn('hurried');
  expect(await atOnce(names.map((name) => large(`${name} later`)))).toEqual(names.map(() => 'created'));
  expect(steps()).toEqual(names.flatMap(() => ['commits', 'orders']));
});

test('an order that another node makes at the same moment is met, not made twice', async () => {
  const other = await openPostgresStore({ url: database.url });
  try {
    const both = await Promise.all([
      atOnce(keysOf(MANY).map((key) => order(key, 'x'))),
      ...keysOf(MANY).map(async (key) => (await other.apply(order(key, 'y')))[0]?.kind ?? ''),
    ]);
    const kinds = both.flat();
    expect(kinds.filter((kind) => kind === 'created')).toHaveLength(MANY);
    expect(kinds.filter((kind) => kind === 'replaced')).toHaveLength(MANY);
    expect(await events()).toHaveLength(2 * MANY);
  } finally {
    await other.close();
  }
});

test.each<[string, Break]>([
  ['before the server has read the first message', { at: 'INSERT INTO commits', isDelivered: false }],
  ['before the first answer', { at: 'INSERT INTO commits', isDelivered: true }],
  ['before the server has read the commit', { at: 'COMMIT', isDelivered: false }],
  ['after the commit, before its answer', { at: 'COMMIT', isDelivered: true }],
])('the connection is lost %s: every one is done once', async (_name, place) => {
  relay.breakAt(place);
  expect(await atOnce(keysOf(MANY).map((key) => order(key)))).toEqual(Array(MANY).fill('created'));
  expect(await events()).toHaveLength(MANY);
  relay.breakAt(place);
  expect(await atOnce(keysOf(MANY).map((key) => order(key, 'y')))).toEqual(Array(MANY).fill('replaced'));
  expect(await events()).toHaveLength(2 * MANY);
});
