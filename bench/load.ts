/**
 * The load: seed-shaped orders of two lines (2.7 KB), built into request bodies before the clock starts, and a client
 * over plain sockets that spends as little as it can, so that the servers are measured and not the client.
 * Keys are unique per run, because a repeated key would silently turn an insert into an update.
 * Loopback only, bounded by the number of bodies. Called by compare.ts and what else measures a server.
 */
import { connect, type Socket } from 'node:net';

export type LoadPlan = {
  port: number;
  path: string;
  headers: Readonly<Record<string, string>>;
  bodies: readonly Buffer[];
  connections: number;
  /** Whether an answer of status 200 or 201 says that everything was taken. */
  isRight(answer: string): boolean;
};
/** Latencies in ascending order. */
export type LoadResult = { seconds: number; latenciesMs: Float64Array };
export type SeedOrder = ReturnType<typeof seedOrder>;

const CUSTOM = 'Custom data that you can add to an order. See Custom Fields #2 & #3 for more info!';
const MESSAGE = 'Per account settings, this information can appear on some of the shipping labels. See the link below';

/** One order as the seed prints it, with people of our own. `revision` makes an update differ. */
export function seedOrder(key: string, revision: number) {
  const address = {
    ...{
      company: 'Harbor Office',
      street1: '1600 Example Avenue',
      street2: 'Round Room',
      street3: null,
      city: 'Washington',
    },
    ...{ state: 'DC', postalCode: '20500', country: 'US', phone: '555-555-5555', residential: true },
  };
  const nobody = Object.fromEntries(Object.keys(address).map((name) => [name, null]));
  const line = { imageUrl: null, productId: 123456 };
  return {
    ...{ orderNumber: `BENCH-${key}`, orderKey: key, orderDate: '2015-06-29T08:46:27.0000000' },
    ...{ paymentDate: '2015-06-29T08:46:27.0000000', shipByDate: '2015-07-05T00:00:00.0000000' },
    ...{ orderStatus: 'awaiting_shipment', customerId: 37701499 },
    ...{ customerUsername: 'headhoncho@harbor.invalid', customerEmail: 'headhoncho@harbor.invalid' },
    billTo: { name: 'Ada Harbor', ...nobody },
    shipTo: { name: 'Ada Harbor', ...address },
    items: [
      {
        ...{
          lineItemKey: 'vd08-MSLbtx',
          sku: 'ABC123',
          name: 'Test item #1',
          ...line,
          weight: { value: 24, units: 'ounces' },
        },
        ...{
          quantity: 2 + revision,
          unitPrice: 99.99,
          taxAmount: 2.5,
          shippingAmount: 5,
          warehouseLocation: 'Aisle 1, Bin 7',
        },
        ...{ options: [{ name: 'Size', value: 'Large' }], fulfillmentSku: null, adjustment: false, upc: '32-65-98' },
      },
      {
        ...{ lineItemKey: null, sku: 'DISCOUNT CODE', name: '10% OFF', ...line, weight: { value: 0, units: 'ounces' } },
        ...{ quantity: 1, unitPrice: -20.55, taxAmount: null, shippingAmount: null, warehouseLocation: null },
        ...{ options: [], fulfillmentSku: 'SKU-Discount', adjustment: true, upc: null },
      },
    ],
    ...{ amountPaid: 218.73, taxAmount: 5, shippingAmount: 10, customerNotes: 'Please ship as soon as possible!' },
    ...{ internalNotes: 'Customer called and would like to upgrade shipping', gift: true, giftMessage: 'Thank you!' },
    ...{ paymentMethod: 'Credit Card', requestedShippingService: 'Priority Mail', carrierCode: 'fedex' },
    ...{ serviceCode: 'fedex_2day', packageCode: 'package', confirmation: 'delivery', shipDate: '2015-07-02' },
    ...{ weight: { value: 25, units: 'ounces' }, dimensions: { units: 'inches', length: 7, width: 5, height: 6 } },
    insuranceOptions: { provider: 'carrier', insureShipment: true, insuredValue: 200 },
    internationalOptions: { contents: null, customsItems: null },
    advancedOptions: {
      ...{
        warehouseId: null,
        nonMachinable: false,
        saturdayDelivery: false,
        containsAlcohol: false,
        mergedOrSplit: false,
      },
      ...{ mergedIds: [], parentId: null, storeId: null, customField1: CUSTOM, customField2: MESSAGE },
      ...{ customField3: 'https://help.example.invalid/articles/206639957', source: 'Webstore', billToParty: null },
      ...{ billToAccount: null, billToPostalCode: null, billToCountryCode: null },
    },
    tagIds: [53974],
  };
}

/** `count` orders in bodies of `perBody`, keyed `<run>-0`, `<run>-1` … */
export function bodiesOf(
  run: string,
  shape: { count: number; perBody: number; revision: number },
  bodyOf: (orders: readonly SeedOrder[]) => Buffer,
): Buffer[] {
  const { count, perBody, revision } = shape;
  const bodies: Buffer[] = [];
  for (let from = 0; from < count; from += perBody) {
    const keys = Array.from({ length: Math.min(perBody, count - from) }, (_, index) => `${run}-${from + index}`);
    bodies.push(bodyOf(keys.map((key) => seedOrder(key, revision))));
  }
  return bodies;
}

/** Sends every body once; rejects on any answer that is not 200 or 201 or that is not right. */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const latenciesMs = new Float64Array(plan.bodies.length);
  let next = 0;
  const started = performance.now();
  const lanes = Array.from({ length: plan.connections }, async () => {
    const lane = await openLane(plan.port);
    for (let index = next++; index < plan.bodies.length; index = next++) {
      const body = plan.bodies[index] as Buffer;
      const sent = performance.now();
      const answer = await lane.send(headOf(plan, body), body);
      latenciesMs[index] = performance.now() - sent;
      if (!/^HTTP\/1\.1 20[01] /.test(answer) || !plan.isRight(answer)) {
        throw new Error(`the server answered ${answer.slice(0, 400)}`);
      }
    }
    lane.socket.destroy();
  });
  await Promise.all(lanes);
  return { seconds: (performance.now() - started) / 1000, latenciesMs: latenciesMs.sort() };
}

function headOf(plan: LoadPlan, body: Buffer): string {
  return [
    `POST ${plan.path} HTTP/1.1`,
    'Host: 127.0.0.1',
    ...Object.entries(plan.headers).map(([name, value]) => `${name}: ${value}`),
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    '\r\n',
  ].join('\r\n');
}

type Lane = { socket: Socket; send(head: string, body: Buffer): Promise<string> };

/** One keep-alive connection with one request in flight; reads up to Content-Length. */
async function openLane(port: number): Promise<Lane> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let waiting: { resolve(text: string): void; reject(error: Error): void } | null = null;
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    const length = /content-length: (\d+)/i.exec(text)?.[1];
    if (end < 0 || length === undefined || text.length < end + 4 + Number(length)) return;
    waiting?.resolve(text);
    text = '';
  });
  socket.on('close', () => waiting?.reject(new Error('the server closed the connection')));
  socket.on('error', (error) => waiting?.reject(error));
  return {
    socket,
    send: (head, body) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.cork();
        socket.write(head);
        socket.write(body);
        socket.uncork();
      }),
  };
}
