/**
 * Our server as contestants: through each of its contracts, on each driver, one node or two; started as a user starts
 * it, with every feature on. The same order is said in each contract's words.
 * Run by compare.ts.
 */
import type { BodyOf, Contestant, Running } from './contestant.ts';
import { newPostgresDatabase, newSqliteDatabase } from './databases.ts';
import type { SeedOrder } from './load.ts';
import { type Started, startServer } from './started.ts';

const KEY = 'bench-key';
export const SECRET = 'bench-secret-of-this-run-on-loopback-only';
const BASIC = `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`;

/** What a server of ours is started with. */
export function envOf(databaseUrl: string): Record<string, string> {
  return { DATABASE_URL: databaseUrl, BULKHEAD_API_KEY: KEY, BULKHEAD_API_SECRET: SECRET };
}

type Contract = {
  path: string;
  headers: Readonly<Record<string, string>>;
  bodyOf: BodyOf;
  isRight(answer: string): boolean;
};

/** The words of an array, of a keyed object, and of our own. */
export const ARRAY: Contract = {
  path: '/shipstation/orders/createorders',
  headers: { authorization: BASIC },
  bodyOf: (orders) => Buffer.from(JSON.stringify(orders)),
  isRight: (answer) => answer.includes('"hasErrors":false'),
};
export const KEYED: Contract = {
  path: '/centra/orders',
  headers: { 'api-authorization': SECRET },
  bodyOf: (orders) => Buffer.from(JSON.stringify(Object.fromEntries(orders.map(keyedOf)))),
  isRight: (answer) => answer.includes('"status":"ok"') && !answer.includes('"status":"no"'),
};
export const NATIVE: Contract = {
  path: '/v1/orders:batch',
  headers: { authorization: `Bearer ${SECRET}` },
  bodyOf: (orders) => Buffer.from(JSON.stringify({ orders: orders.map(nativeOf) })),
  isRight: (answer) => answer.includes('"refused":0'),
};

type Settings = { driver: 'sqlite' | 'postgres'; contract: Contract; nodes?: number; perBodyMax: number };

export function ours(driver: 'sqlite' | 'postgres'): readonly Contestant[] {
  const one = (name: string, settings: Omit<Settings, 'driver'>) => contestantOf(name, { driver, ...settings });
  return [
    one('ours', { contract: ARRAY, perBodyMax: 100 }),
    one('ours, native', { contract: NATIVE, perBodyMax: 10_000 }),
    one('ours, keyed', { contract: KEYED, perBodyMax: 100 }),
    ...(driver === 'postgres' ? [one('ours, two nodes', { contract: ARRAY, nodes: 2, perBodyMax: 100 })] : []),
  ];
}

function contestantOf(name: string, { driver, contract, nodes = 1, perBodyMax }: Settings): Contestant {
  // An order of the keyed contract has no key of the caller's: sent again it is another order.
  const kinds = contract === KEYED ? (['insert'] as const) : (['insert', 'update', 'repeat'] as const);
  return { name, driver, perBodyMax, kinds, start: () => startOurs(driver, contract, nodes) };
}

async function startOurs(driver: Settings['driver'], contract: Contract, nodes: number): Promise<Running> {
  const database = driver === 'sqlite' ? await newSqliteDatabase() : await newPostgresDatabase();
  const env = envOf(database.url);
  const servers: Started[] = [];
  // One after the other: the first makes the tables.
  for (let node = 0; node < nodes; node++) servers.push(await startServer(env));
  return {
    ...contract,
    ports: servers.map(({ port }) => port),
    pids: () => [...servers.map(({ pid }) => pid), ...database.pids],
    hasMetrics: true,
    countOrders: () => database.count('orders'),
    stop: async () => {
      for (const server of servers) await server.stop();
      await database.remove();
    },
  };
}

/** Under the caller's own name. */
export function keyedOf(order: SeedOrder) {
  const { shipTo, items } = order;
  const address = {
    ...{ email: order.customerEmail, firstName: shipTo.name, lastName: 'Harbor', company: shipTo.company },
    ...{ address: shipTo.street1, coaddress: shipTo.street2, city: shipTo.city, zipcode: shipTo.postalCode },
    ...{ state: shipTo.state, country: shipTo.country, tele: shipTo.phone },
  };
  const products = items.map((item) => ({
    ...{ sku: item.sku, qty: item.quantity, unitPrice: Math.abs(item.unitPrice), upc: item.upc },
    ...{ comment: order.advancedOptions.customField1, otherComment: order.advancedOptions.customField2 },
    itemText: { sku: item.sku, brand: 'Harbor', product: item.name, variant: 'Blue', size: 'Large' },
  }));
  return [
    order.orderKey,
    {
      ...{ invoiceAddress: address, deliveryAddress: address, products, orderDate: '2015-06-29 08:46:27' },
      ...{ shippingList: order.requestedShippingService, shippingValue: order.shippingAmount },
      ...{ comment: order.customerNotes, internalComment: order.internalNotes, poNumber: order.orderNumber },
      extraAttributes: { gift_message: order.giftMessage, link: order.advancedOptions.customField3 },
    },
  ] as const;
}

export function nativeOf(order: SeedOrder): object {
  const { shipTo, advancedOptions } = order;
  const time = (wall: string) => `${wall.slice(0, 19)}[America/Los_Angeles]`;
  return {
    ...{ key: order.orderKey, number: order.orderNumber, status: 'open', placed_at: time(order.orderDate) },
    ...{ paid_at: time(order.paymentDate), ship_by: time(order.shipByDate), ship_on: order.shipDate },
    customer: { id: order.customerId, username: order.customerUsername, email: order.customerEmail },
    bill_to: { name: order.billTo.name },
    ship_to: {
      ...{ name: shipTo.name, company: shipTo.company, street1: shipTo.street1, street2: shipTo.street2 },
      ...{ city: shipTo.city, state: shipTo.state, postal_code: shipTo.postalCode, country: shipTo.country },
      ...{ phone: shipTo.phone, is_residential: true },
    },
    lines: order.items.map(nativeLineOf),
    ...{ amount_paid: '218.73', tax_amount: '5', shipping_amount: '10', customer_note: order.customerNotes },
    ...{ internal_note: order.internalNotes, is_gift: true, gift_message: order.giftMessage },
    payment: { method: order.paymentMethod },
    shipping: {
      ...{ requested_service: order.requestedShippingService, carrier_code: order.carrierCode },
      ...{ service_code: order.serviceCode, package_code: order.packageCode, confirmation: order.confirmation },
      weight: { value: '25', unit: 'ounces' },
      dimensions: { length: '7', width: '5', height: '6', unit: 'inches' },
      insurance: { provider: 'carrier', is_insured: true, value: '200' },
    },
    channel: advancedOptions.source,
    custom_fields: [advancedOptions.customField1, advancedOptions.customField2, advancedOptions.customField3],
    tag_ids: order.tagIds,
  };
}

function nativeLineOf(item: SeedOrder['items'][number]): object {
  return {
    ...{ key: item.lineItemKey, sku: item.sku, name: item.name, quantity: item.quantity, upc: item.upc },
    ...{ unit_price: item.unitPrice.toFixed(2), product_id: item.productId, location: item.warehouseLocation },
    ...{ options: item.options, fulfillment_sku: item.fulfillmentSku, is_adjustment: item.adjustment || null },
  };
}
