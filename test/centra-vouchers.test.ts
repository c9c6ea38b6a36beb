/**
 * Vouchers through a real server: the vendor's examples of them, where they are present, and orders that use codes and
 * automatic discounts, with taxes, read back figure by figure.
 */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { smallOrder } from '../src/dialects/centra/fixtures.ts';
import { DEFAULT_ACCOUNT, loadConfig, openStore } from '../src/main.ts';
import { voucherDraftOf } from '../src/store/contract/vouchers.ts';
import { differences, type Json } from './centra-differences.ts';
import { type CentraServer, startCentra } from './centra-server.ts';

const shared = new URL('../../shared/samples/centra/', import.meta.url);
const isPresent = existsSync(new URL('index.json', shared));
const sample = (file: string) => JSON.parse(readFileSync(new URL(file, shared), 'utf8'));

const catalog = {
  mode: 'open' as const,
  hasAutomaticVouchers: true,
  markets: [{ id: 1, name: 'Sweden', countries: ['SE'] }],
  priceLists: [{ id: 19, name: 'SEK', currency: 'SEK', countries: ['SE'] }],
  taxes: [{ id: 1, name: 'VAT', rateE4: 250_000, isAdded: false, countries: ['SE'] }],
};

let server: CentraServer;

beforeAll(async () => {
  server = await startCentra({ settings: { catalog }, clock: () => Date.UTC(2022, 5, 1) });
  const { config } = loadConfig({ env: { DATABASE_URL: server.databaseUrl } });
  if (config === null) throw new Error('the configuration of the test must be right');
  const store = await openStore(config, { isExclusive: false });
  const account = await store.findAccountByName(DEFAULT_ACCOUNT);
  const automatic = voucherDraftOf({ voucherId: 40, name: 'Every order', code: null, priority: 9 });
  await store.saveVoucher(account?.accountId ?? 0, automatic, 0);
  await store.close();
});

afterAll(() => server.stop());

const post = async (body: unknown) => (await server.call('POST', '/voucher', { body })).json as Json;
const clone = async (id: number | string, body: object) =>
  (await server.call('PUT', `/voucher/${id}/clone`, { body })).json as Json;

describe.skipIf(!isPresent)("the vendor's examples", () => {
  const same = (given: Json, file: string) =>
    expect(differences(given, sample(file), { at: 'answer', more: new Set(), less: new Set() })).toEqual([]);

  test('create', async () => {
    const answer = await post(sample('601-create-voucher.request-2.json'));
    same(answer, '601-create-voucher.response.json');
    same(await post(sample('601-create-voucher.request.json')), '601-create-voucher.response.json');
    expect(await post({ ...sample('601-create-voucher.request.json'), markets: [1, 2] })).toEqual(
      sample('601-create-voucher.error-2.json'),
    );
    expect(await post({ ...sample('601-create-voucher.request-2.json'), valueByPricelist: null })).toEqual(
      sample('601-create-voucher.error-3.json'),
    );
    expect(await post({})).toEqual(sample('601-create-voucher.error.json'));
  });

  test('clone', async () => {
    const body = sample('602-clone-voucher.request.json');
    same(await clone(41, body), '602-clone-voucher.response.json');
    expect(await clone(3, body)).toEqual(sample('602-clone-voucher.error-2.json'));
    expect(await clone(40, body)).toMatchObject({ msg: sample('602-clone-voucher.error-3.json').msg });
    expect(await clone(41, {})).toMatchObject({ voucher: '41', msg: sample('602-clone-voucher.error.json').msg });
    expect(await clone(41, body)).toMatchObject({ msg: { code: 'Code is already taken' } });
    const { keyId, secret } = server.keyOf('write');
    const store = ['centra', 'set', 'store', '2', '--key', keyId, '--database', server.databaseUrl];
    expect(await runCommand(store)).toBe(0);
    const ofOtherStore = { ...sample('602-clone-voucher.error-4.json'), voucher: '41' };
    await expect
      .poll(async () => (await server.call('PUT', '/voucher/41/clone', { body, secret })).json, { timeout: 20_000 })
      .toEqual(ofOtherStore);
    expect(await clone(41, { ...body, replaceExisting: true })).toMatchObject({ status: 'ok', voucher: 43 });
  });

  test('read back', async () => {
    const read = async (id: number) => (await server.call('GET', `/vouchers/${id}`)).json as Json;
    const { valueByPricelist } = sample('603-get-voucher.response-2.json').voucher;
    const { voucher } = (await post({ ...sample('601-create-voucher.request-2.json'), valueByPricelist })) as never;
    same(await read(voucher), '603-get-voucher.response-2.json');
    same(await read(42), '603-get-voucher.response.json');
    expect(await read(41)).toMatchObject({
      voucher: { stopDate: '2022-07-09', value: null, valueByPricelist: { 19: 100, 20: 10 }, markets: [1] },
    });
  });
});

test('codes and automatic discounts come off, tax is inside the price, and every figure adds up', async () => {
  const voucher = {
    name: 'Third',
    code: 'THIRD',
    type: 'percentoff',
    value: '33.33',
    store: 1,
    markets: [1],
    limit: 1,
  };
  await post({ ...voucher, stopDate: '2022-06-01', status: 1 });
  const products = [
    { sku: 'A', qty: 3, unitPrice: 33.33 },
    { sku: 'B', qty: 1, unitPrice: 0.01 },
  ];
  const order = { ...smallOrder, products, shippingValue: 10, voucherCodes: ['third', 'NOBODY'], applyVouchers: true };
  const { json } = await server.call('POST', '/order', { body: order });
  const [number] = (json as { orders: number[] }).orders;
  const { json: listed } = await server.call('GET', `/orders?order=${number}`);
  const [read] = (listed as { orders: Record<string, never>[] }).orders;
  expect(read).toMatchObject({
    ...{ orderCurrency: 'SEK', marketId: 1, pricelistId: 19, totalItemsPrice: 100, shippingValue: 10 },
    // 33.33 of 100.00, then 6.67 of 66.67.
    ...{ voucherValue: 40, grandTotalValue: 70, grandTotalTaxValue: 14, taxAdded: 0 },
    ...{ totalItemsPriceTax: -12, totalItemsWithoutTax: 88 },
    taxBreakdown: [{ description: 'VAT', taxPercent: 25, value: 14 }],
    discounts: {
      ...{ anyDiscount: true, discount: '-40.00 SEK', discountAsNumber: -40 },
      vouchers: [
        { voucher: 'THIRD', name: 'Third', priceOffAsANumber: -33.33 },
        { voucher: 'NOBODY', priceOffAsANumber: 0 },
      ],
      automaticDiscounts: [{ automaticDiscount: '40', name: 'Every order', priceOff: '-6.67 SEK' }],
    },
  });
  const again = await server.call('POST', '/order', { body: { ...order, applyVouchers: false } });
  const { json: second } = await server.call('GET', `/orders?order=${(again.json as { orders: number[] }).orders[0]}`);
  expect((second as { orders: object[] }).orders[0]).toMatchObject({ voucherValue: 0, grandTotalValue: 110 });
});
