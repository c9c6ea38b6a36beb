/**
 * Which calls the vendor documents, what is known of each and what is done about it: the page docs/shipstation.md is
 * made of this table and of the routes that are served (`node scripts/compatibility.ts`). A test fails when the page is
 * not what they say any more, and when a documented call is neither served nor explained.
 */
import type { Route } from '../dialect.ts';

/**
 * `documented`: in the vendor's documentation. `recorded`: an answer of production that a test asks of us too.
 * `client`: a client in use sends it. `undocumented`: found, never described.
 */
type Evidence = 'documented' | 'recorded' | 'client' | 'undocumented';

type Call = {
  /** As the vendor writes it. */
  call: string;
  evidence: readonly Evidence[];
  /** What is to be known of it; of a call that is not served, why. */
  note: string;
};

const both = ['documented', 'recorded'] as const;
const documented = ['documented'] as const;
const client = ['client'] as const;
const row = (call: string, evidence: readonly Evidence[], note = ''): Call => ({ call, evidence, note });

export const CALLS: readonly Call[] = [
  row(
    'POST /orders/createorder',
    both,
    'a faulty order is 400 or 500 as recorded (quirk 14); a locked one is refused (quirk 15)',
  ),
  row('POST /orders/createorders', both, 'at most 100; a faulty order is refused alone (quirk 14)'),
  row('GET /orders', both, 'all documented filters (quirk 20); `importBatch` of webhooks'),
  row('GET /orders/list', client, 'as `GET /orders`'),
  row('GET /orders/{orderId}', both),
  row('DELETE /orders/{orderId}', both),
  row('GET /orders/listbytag', documented),
  row('POST /orders/addtag', both, 'a tag that is not set up is 404 where tags are (quirk 22)'),
  row('POST /orders/removetag', both),
  row('POST /orders/assignuser', documented, 'all of the orders or none'),
  row('POST /orders/unassignuser', documented, 'all of the orders or none'),
  row('POST /orders/holduntil', both, 'ends by itself on its date'),
  row('POST /orders/restorefromhold', both),
  row('POST /orders/markasshipped', both, 'makes a fulfillment; notifies nobody (quirk 28)'),
  row('POST /orders/markshipped', client, 'as `markasshipped`'),
  row('POST /orders/createlabelfororder', documented, 'labels of the built-in test carrier alone (quirk 41)'),
  row('POST /orders/updatewarehouselocation', ['undocumented'], 'nothing is known of its body or its answer'),
  row('GET /shipments', documented, 'all documented filters (quirk 43)'),
  row('GET /shipments/list', client, 'as `GET /shipments`'),
  row('POST /shipments/createlabel', documented, 'labels of the built-in test carrier alone (quirk 41)'),
  row('POST /shipments/getrates', both, 'of the test carrier, and those that were imported (quirk 45)'),
  row('POST /shipments/voidlabel', documented),
  row('GET /fulfillments', documented, 'all documented filters (quirk 44)'),
  row('GET /customers', both, 'made by orders with a username (quirk 34)'),
  row('GET /customers/{customerId}', both),
  row('GET /products', both, 'made by the SKUs of orders (quirk 35)'),
  row('GET /products/{productId}', both),
  row('PUT /products/{productId}', both, 'all but the SKU'),
  row('GET /accounts/listtags', documented, 'set up by the operator (quirk 32)'),
  row(
    'POST /accounts/registeraccount',
    documented,
    'for partners of the vendor: accounts and keys are made by the operator, `bulkhead keys`',
  ),
  row('GET /users', both, 'set up by the operator (quirk 32)'),
  row('GET /stores', both, 'set up by the operator (quirk 32)'),
  row('GET /stores/{storeId}', both),
  row('PUT /stores/{storeId}', documented),
  row('GET /stores/marketplaces', both, 'those that were imported or that a store names (quirk 36)'),
  row('POST /stores/deactivate', both),
  row('POST /stores/reactivate', both),
  row('POST /stores/refreshstore', documented, 'noted; there is nothing to fetch orders from (quirk 36)'),
  row('GET /stores/refreshstore', documented, 'the older way; answers the store'),
  row('POST /stores/refresh', client, 'as `refreshstore`'),
  row('GET /stores/getrefreshstatus', documented, 'always idle (quirk 36)'),
  row('GET /warehouses', both),
  row('GET /warehouses/{warehouseId}', both),
  row('POST /warehouses/createwarehouse', both),
  row('PUT /warehouses/{warehouseId}', both),
  row('DELETE /warehouses/{warehouseId}', both),
  row('GET /carriers', both, 'set up by the operator, else the test carrier; `?carrierCode=` as a client asks'),
  row('GET /carriers/getcarrier', both),
  row('GET /carriers/listpackages', both),
  row('GET /carriers/listservices', both),
  row('POST /carriers/addfunds', documented, 'no money moves (quirk 37)'),
  row('GET /webhooks', both),
  row('POST /webhooks/subscribe', both, 'every event (quirks 29 to 31)'),
  row('DELETE /webhooks/{webhookId}', both),
];

/** The page, in Markdown. */
export function compatibilityPage(routes: readonly Route[]): string {
  const served = new Set(routes.map(nameOf));
  const known = new Set(CALLS.map(({ call }) => call));
  const ours = routes.map(nameOf).filter((name) => !known.has(name));
  return [
    '# ShipStation V1: what is served',
    '',
    'Made from the table of routes by `node scripts/compatibility.ts`; a test fails when it is out of date. Quirks are those of',
    '[the dialect](../src/dialects/shipstation/README.md). **Recorded**: an answer of production from 2021 is reproduced by a test, key by key;',
    '**documented**: by the vendor; **client**: a client in use sends it.',
    '',
    '| call | served | evidence | note |',
    '|---|---|---|---|',
    ...CALLS.map(
      ({ call, evidence, note }) =>
        `| \`${call}\` | ${served.has(call) ? 'yes' : 'no'} | ${evidence.join(', ')} | ${note} |`,
    ),
    '',
    `Served besides, ours alone: ${ours.map((name) => `\`${name}\``).join(', ')}.`,
    '',
  ].join('\n');
}

export function nameOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}
