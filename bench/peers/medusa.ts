/**
 * Medusa's order module as a contestant: createOrders with an array, on a PostgreSQL database of its own. The order is
 * said in the module's words as far as it has them, and the rest is kept as metadata, as an integration does.
 * What was configured is told in docs/benchmark-peers.md. Listed in peers.ts.
 */
import type { Contestant, Running } from '../contestant.ts';
import { newPostgresDatabase } from '../databases.ts';
import type { SeedOrder } from '../load.ts';
import { start } from '../started.ts';
import { countOrders } from './count-orders.ts';
import type { Packages } from './install.ts';

/**
 * MedusaApp with the one module, its own migrations, and a route that hands its body to createOrders, the call that
 * Medusa's own workflows end in. No event bus, no cache and no workflow engine stand around it.
 */
const PROGRAM = `
import { MedusaApp } from '@medusajs/framework/modules-sdk';
import { Modules } from '@medusajs/framework/utils';
import * as linkModules from '@medusajs/link-modules';
import express from 'express';

const [clientUrl, bodyLimit] = process.argv.slice(2);
const app = await MedusaApp({
  modulesConfig: { [Modules.ORDER]: { resolve: '@medusajs/order' }, [Modules.LINK]: linkModules },
  sharedResourcesConfig: { database: { clientUrl } },
});
await app.runMigrations();
await app.onApplicationStart();
const orders = app.modules[Modules.ORDER];
const server = express()
  .use(express.json({ limit: bodyLimit }))
  .post('/orders', (request, response, next) => {
    orders.createOrders(request.body).then((created) => response.json({ orders: created }), next);
  })
  .listen(0, '127.0.0.1', () => {
    process.stdout.write(JSON.stringify({ port: server.address().port }) + '\\n');
  });
process.on('SIGTERM', () => process.exit(0));
`;

export const medusaPackages: Packages = {
  name: 'medusa',
  program: PROGRAM,
  versions: {
    '@medusajs/framework': '2.21.2',
    '@medusajs/link-modules': '2.21.2',
    '@medusajs/order': '2.21.2',
    express: '4.21.2',
  },
};

export function medusa(folder: string): Contestant {
  const shape = { driver: 'postgres', kinds: ['insert'], perBodyMax: 100 } as const;
  return { name: 'Medusa order module', ...shape, start: () => startMedusa(folder) };
}

async function startMedusa(folder: string): Promise<Running> {
  const database = await newPostgresDatabase();
  const args = ['program.mjs', database.url, '10mb'];
  const env = { NODE_ENV: 'production', LOG_LEVEL: 'error', MEDUSA_DISABLE_TELEMETRY: 'true' };
  const { port, pid, stop } = await start(args, { cwd: folder, env, port: /"port":(\d+)/ });
  return {
    ports: [port],
    path: '/orders',
    headers: {},
    bodyOf: (orders) => Buffer.from(JSON.stringify(orders.map(medusaOf))),
    isRight: (answer) => answer.includes('{"orders":['),
    pids: () => [pid, ...database.pids],
    countOrders: () => countOrders(database, { orders: '"order"', lines: 'order_line_item' }),
    stop: async () => {
      await stop();
      await database.remove();
    },
  };
}

function medusaOf({ customerEmail, billTo, shipTo, items, ...rest }: SeedOrder): object {
  return {
    currency_code: 'usd',
    email: customerEmail,
    billing_address: { ...nameOf(billTo.name) },
    shipping_address: {
      ...{ ...nameOf(shipTo.name), company: shipTo.company, address_1: shipTo.street1, address_2: shipTo.street2 },
      ...{ city: shipTo.city, province: shipTo.state, postal_code: shipTo.postalCode, phone: shipTo.phone },
      country_code: shipTo.country.toLowerCase(),
    },
    items: items.map(({ name, sku, quantity, unitPrice, productId, ...metadata }) => ({
      ...{ title: name, variant_sku: sku, quantity, unit_price: unitPrice, product_id: String(productId), metadata },
    })),
    metadata: rest,
  };
}

function nameOf(name: string): object {
  const [first, ...others] = name.split(' ');
  return { first_name: first, last_name: others.join(' ') };
}
