/** Holds that end by themselves: on their date, and at the next start when the server was down on it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { smallOrder } from '../src/dialects/shipstation/fixtures.ts';
import { type Server, startShipstation } from './shipstation-server.ts';

type Order = { orderId: number; orderStatus: string; holdUntilDate: string | null; modifyDate: string };

async function hold(server: Server, holdUntilDate: string): Promise<number> {
  const body = { ...smallOrder, orderStatus: 'awaiting_shipment' };
  const { orderId } = await server.json<Order>('POST', '/orders/createorder', { body });
  const held = await server.call('POST', '/orders/holduntil', { body: { orderId, holdUntilDate } });
  expect(held.status).toBe(200);
  return orderId;
}

/** Asks until the order is no longer held; the test's own time bounds it. */
async function restored(server: Server, orderId: number): Promise<Order> {
  for (;;) {
    const order = await server.json<Order>('GET', `/orders/${orderId}`);
    if (order.orderStatus !== 'on_hold') return order;
  }
}

test('a hold ends on its date in the account zone, one that was moved later does not', async () => {
  // The evening of the ninth in Los Angeles.
  let now = Date.UTC(2026, 11, 10, 5);
  const server = await startShipstation({ clock: () => now });
  const [due, moved] = [await hold(server, '2026-12-10'), await hold(server, '2026-12-10')];
  await server.call('POST', '/orders/holduntil', { body: { orderId: moved, holdUntilDate: '2026-12-20' } });
  // Midnight there.
  now = Date.UTC(2026, 11, 10, 8);
  expect(await restored(server, due)).toMatchObject({ orderStatus: 'awaiting_shipment', holdUntilDate: null });
  const other = await server.json<Order>('GET', `/orders/${moved}`);
  expect(other).toMatchObject({ orderStatus: 'on_hold', holdUntilDate: '2026-12-20' });
  await server.stop();
});

test('a hold whose date has passed while the server was down ends at the next start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-holds-'));
  const env = { DATABASE_URL: `sqlite:${join(folder, 'orders.db')}` };
  const before = await startShipstation({ clock: () => Date.UTC(2026, 0, 1), env });
  const orderId = await hold(before, '2026-01-05');
  await before.stop();
  const after = await startShipstation({ clock: () => Date.UTC(2026, 1, 1), env });
  expect(await restored(after, orderId)).toMatchObject({ orderStatus: 'awaiting_shipment' });
  await after.stop();
  await rm(folder, { recursive: true });
});
