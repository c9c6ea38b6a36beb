// The same 1,000 orders through three contracts: the same stored order in every field that two of them share.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_ACCOUNT, loadConfig, openStore } from '../src/main.ts';
import { KEY, type NativeServer, SECRET, startNativeServer } from './native-server.ts';
import { anyOrder, arrayPart, arrayWire, keyedPart, keyedWire, type Wire, ZONE } from './same-order-wires.ts';

const COUNT = 1_000;
/** Set it to walk a failure again. */
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const orders = fc.sample(anyOrder, { numRuns: COUNT, seed: SEED });

let server: NativeServer;

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-same-'));

/** Both of the other contracts read dates without an offset in one zone. */
beforeAll(async () => {
  const env = { DATABASE_URL: `sqlite:${join(folder, 'orders.db')}` };
  const { config } = loadConfig({ env });
  if (config === null) throw new Error('the configuration of the test must be right');
  const store = await openStore(config, { isExclusive: true });
  const { accountId } = await store.createAccount(DEFAULT_ACCOUNT, 0);
  const timeZone = ZONE;
  await store.saveSettings(accountId, { dialects: { shipstation: { timeZone }, centra: { timeZone } } });
  await store.close();
  server = await startNativeServer(env);
});
afterAll(async () => {
  await server.drain('end of the test');
  rmSync(folder, { recursive: true });
});

async function post(path: string, headers: Record<string, string>, body: unknown): Promise<unknown> {
  const answer = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
  return answer.json();
}

async function throughNative(part: readonly Wire[]): Promise<void> {
  const { body } = await server.call('POST', '/orders:batch', { orders: part });
  expect(body.counts, `SEED=${SEED}`).toMatchObject({ created: part.length });
}

async function throughArray(part: readonly Wire[]): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`;
  for (let from = 0; from < part.length; from += 100) {
    const body = part.slice(from, from + 100).map(arrayWire);
    const told = (await post('/shipstation/orders/createorders', { authorization }, body)) as {
      results: readonly { success: boolean }[];
    };
    expect(told.results.filter(({ success }) => !success).slice(0, 1), `SEED=${SEED}`).toEqual([]);
  }
}

async function throughKeyed(part: readonly Wire[]): Promise<void> {
  const named = Object.fromEntries(part.map((order, index) => [`o${index}`, keyedWire(order)]));
  const told = (await post('/centra/orders', { 'api-authorization': SECRET }, named)) as Record<string, Wire>;
  expect(
    Object.values(told)
      .filter(({ status }) => status !== 'ok')
      .slice(0, 1),
    `SEED=${SEED}`,
  ).toEqual([]);
}

/** What is stored of the orders, without what names them and what the clock and the server have added. */
async function stored(part: readonly Wire[]): Promise<readonly unknown[]> {
  const [first, last] = [part[0], part.at(-1)].map((order) => Number(order?.number));
  const found = new Map<number, Wire>();
  for (let path: string | null = '/orders?limit=500'; path !== null; ) {
    const { body }: { body: Wire } = await server.call('GET', path);
    for (const order of body.orders as readonly Wire[]) {
      const { id, key, batch_id, created_at, modified_at, is_number_unique, extras, lines, number, ...rest } = order;
      found.set(Number(number), { ...rest, lines: (lines as readonly Wire[]).map(bareLine) });
    }
    path = body.next === null ? null : `/orders?limit=500&cursor=${body.next}`;
  }
  return [...found].filter(([number]) => number >= (first ?? 0) && number <= (last ?? 0)).map(([, order]) => order);
}

function bareLine({ id, created_at, extras, ...line }: Wire): Wire {
  return line;
}

/** Every way has numbers of its own, for one contract lets a number be given once. */
type Way = (part: readonly Wire[]) => Promise<void>;

async function storedThrough(way: Way, part: readonly Wire[], first: number): Promise<readonly unknown[]> {
  const sent = part.map((order, index) => ({ ...order, number: String(first + index), key: `${first} ${index}` }));
  await way(sent);
  return stored(sent);
}

function assertSame(one: readonly unknown[], other: readonly unknown[]): void {
  expect([one.length, other.length]).toEqual([COUNT, COUNT]);
  for (const [index, order] of one.entries()) expect(other[index], `order ${index} of SEED=${SEED}`).toEqual(order);
}

test('the contract that takes an array and the native one store the same', { timeout: 120_000 }, async () => {
  const part = orders.map(arrayPart);
  const native = await storedThrough(throughNative, part, 100_000);
  assertSame(native, await storedThrough(throughArray, part, 200_000));
});

test('the contract that takes a keyed object and the native one store the same', { timeout: 120_000 }, async () => {
  const part = orders.map(keyedPart);
  const native = await storedThrough(throughNative, part, 300_000);
  assertSame(native, await storedThrough(throughKeyed, part, 400_000));
});

test('what all three can say is stored the same by all three', { timeout: 120_000 }, async () => {
  const part = orders.map((order) => keyedPart(arrayPart(order)));
  const native = await storedThrough(throughNative, part, 500_000);
  assertSame(native, await storedThrough(throughArray, part, 600_000));
  const keyed = await storedThrough(throughKeyed, part.map(withKeyedNeeds), 700_000);
  assertSame(native, keyed.map(withoutKeyedNeeds));
});

/** That contract has the names of an address apart, the payer's e-mail, and a payment only with its steps. */
function withKeyedNeeds(order: Wire, index: number): Wire {
  const whole = keyedPart(orders[index] as Wire);
  const split = (name: string) => {
    const { first_name, last_name } = whole[name] as Wire;
    return { ...(order[name] as Wire), first_name, last_name };
  };
  const { email } = order.customer as Wire;
  const { payment } = whole;
  return { ...order, payment, bill_to: { ...split('bill_to'), email }, ship_to: split('ship_to') };
}

function withoutKeyedNeeds(order: unknown): Wire {
  const { bill_to, ship_to, payment, ...rest } = order as Record<string, Wire>;
  const bare = ({ first_name, last_name, email, ...part }: Wire) => part;
  const { method } = payment as Wire;
  return { ...rest, payment: { method }, bill_to: bare(bill_to as Wire), ship_to: bare(ship_to as Wire) };
}
