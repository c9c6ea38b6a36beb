/**
 * A person who was forgotten stands nowhere in the files of a database any more: not in orders, what they were before or
 * what was deleted, not in lists, parcels, records of batches or receipts, not in the register, and in no page that
 * SQLite has let go of. Others who came between stay as they are.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { smallOrder } from '../src/dialects/centra/fixtures.ts';
import { type CallOptions, type CentraServer, startCentra } from './centra-server.ts';
import { tempFolder } from './temp-folder.ts';

const EMAIL = 'ragnhild.thorvaldsdottir@example.com';
/** No two letters of a word of hers stand together in anything else of the test. */
const WORDS = ['ragnhild', 'thorvaldsdottir', 'skolavordustigur', '5550199', 'zwetschge'];
const LABEL = {
  carrierCode: 'test_carrier',
  serviceCode: 'test_ground',
  packageCode: 'package',
  shipDate: '2026-03-10',
};

const herAddress = {
  ...{ email: EMAIL, firstName: 'Ragnhild', lastName: 'Thorvaldsdottir', country: 'IS', tele: '5550199' },
  ...{ address: 'Skolavordustigur 1', city: 'Reykjavik', zipcode: '101' },
};
const hers = { address: herAddress, customerRegister: true };
const products = [{ sku: 'MUG', qty: 2, unitPrice: 10, comment: 'for Ragnhild', otherComment: 'Zwetschge' }];

type Body = Record<string, unknown>;

function callerOf(server: CentraServer) {
  const { keyId, secret } = server.keyOf('admin');
  const basic = `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}`;
  return {
    async wire(method: string, path: string, options: CallOptions = {}): Promise<Body> {
      const { status, json } = await server.call(method, path, options);
      expect([path, status]).toEqual([path, 200]);
      return json as Body;
    },
    async other(path: string, body: unknown): Promise<Body> {
      const authorization = path.startsWith('/v1') ? `Bearer ${secret}` : basic;
      const headers = { authorization, 'content-type': 'application/json' };
      const response = await server.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
      expect([path, response.status]).toEqual([path, 200]);
      return (await response.json()) as Body;
    },
  };
}

/** Others, before, between and after: pages are shared, parts of the lists' index are many. */
function crowd(round: number): Body {
  const orders = Array.from({ length: 60 }, (_, index) => {
    const who = `other${round}x${index}`;
    const address = { email: `${who}@example.com`, firstName: who, lastName: 'Holm', country: 'SE', city: 'Lund' };
    return [who, { ...smallOrder, address, products, comment: 'x'.repeat((index % 7) * 300) }];
  });
  return Object.fromEntries(
    orders.map(([who, order]) => [who, { ...(order as Body), products: [{ sku: 'MUG', qty: 1 }] }]),
  );
}

/** Every file below the folder, in lower case. */
function textsOf(folder: string): readonly { name: string; text: string }[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return names.map((entry) => ({
    name: entry.name,
    text: readFileSync(join(entry.parentPath, entry.name)).toString('latin1').toLowerCase(),
  }));
}

test('nothing of hers is left in the files', { timeout: 120_000 }, async () => {
  using folder = tempFolder();
  const databaseUrl = `sqlite:${join(folder.path, 'orders.db')}`;
  const server = await startCentra({ databaseUrl, clock: () => Date.UTC(2026, 2, 10, 11) });
  const { wire, other } = callerOf(server);
  await wire('POST', '/orders', { body: crowd(0) });
  const mixed = {
    [`of ${EMAIL}`]: { ...hers, products, orderNumber: 7_001 },
    b: { ...hers, products: [], comment: EMAIL },
  };
  await wire('POST', '/orders', { body: mixed, headers: { 'Idempotency-Key': 'mixed' } });
  for (const orderNumber of [7_002, 7_003, 7_004]) {
    const order = { ...hers, products, orderNumber, comment: `Ragnhild ${'y'.repeat(orderNumber)}` };
    await wire('POST', '/order', { body: order });
    await wire('POST', '/orders', { body: crowd(orderNumber) });
  }
  await wire('PUT', '/orders', { body: { order: 7_002, internalComment: 'Ragnhild called' } });
  const again = { order: 7_002, internalComment: 'and again', replaceInternalComment: true };
  await wire('PUT', '/orders', { body: again });
  const [first, , third] = await Promise.all(
    [7_002, 7_003, 7_004].map(
      async (order) =>
        (
          await server.fetch(`/v1/orders?number=${order}`, {
            headers: { authorization: `Bearer ${server.keyOf('admin').secret}` },
          })
        ).json() as Promise<{ orders: { id: number }[] }>,
    ),
  );
  await other('/shipstation/orders/createlabelfororder', { ...LABEL, orderId: first?.orders[0]?.id });
  await other('/v1/orders:batch', { orders: [{ key: EMAIL, status: 'Thorvaldsdottir', lines: [] }] });
  const deletion = { method: 'DELETE', headers: { authorization: `Bearer ${server.keyOf('admin').secret}` } };
  expect((await server.fetch(`/v1/orders/${third?.orders[0]?.id}`, deletion)).ok).toBe(true);
  await wire('GET', '/orders?limit=1');
  await wire('POST', '/orders', { body: crowd(1) });
  const [customer] = (await wire('GET', `/customers?email=${EMAIL}`)).customers as { customerId: string }[];
  await wire('PUT', `/customers/${customer?.customerId}`, { body: { city: 'Zwetschgenhausen' } });
  const before = textsOf(folder.path).filter(({ text }) => WORDS.every((word) => text.includes(word)));
  expect(before.map(({ name }) => name)).not.toEqual([]);
  expect(await wire('PUT', `/anonymize-customer/${customer?.customerId}`)).toMatchObject({ status: 'ok' });
  const kept = await wire('GET', '/orders?limit=500');
  expect((kept.orders as { billingName: string }[]).filter(({ billingName }) => billingName === '')).toHaveLength(3);
  await server.stop();
  const left = textsOf(folder.path).flatMap(({ name, text }) =>
    WORDS.filter((word) => text.includes(word)).map((word) => {
      const at = text.indexOf(word);
      return `${name}: ${word} in ${JSON.stringify(text.slice(Math.max(0, at - 80), at + 80))}`;
    }),
  );
  expect(left).toEqual([]);
  expect(textsOf(folder.path).some(({ text }) => text.includes('other0x7@example.com'))).toBe(true);
});
