/**
 * The suite every driver of the Store contract must pass; no test asks which driver it is on.
 * A driver's own test file calls `describeStore` for every way it can be opened. Tests share one store and take a
 * new account each, so that accounts that leak into one another are found by every test.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { describeAccounts } from './contract/accounts.ts';
import { describeAllocations } from './contract/allocations.ts';
import { describeBatches } from './contract/batches.ts';
import { describeCalls } from './contract/calls.ts';
import { describeCatalog } from './contract/catalog.ts';
import { describeClosing } from './contract/closing.ts';
import { describeCrowds } from './contract/crowds.ts';
import { describeEndpoints } from './contract/endpoints.ts';
import { describeGenerated } from './contract/generated.ts';
import { describeHistory } from './contract/history.ts';
import { describeImports } from './contract/imports.ts';
import { describeIsolation } from './contract/isolation.ts';
import { describeJobs } from './contract/jobs.ts';
import { describeListed } from './contract/listed.ts';
import { describeLists } from './contract/lists.ts';
import { describeMasters } from './contract/masters.ts';
import { describeNumbers } from './contract/numbers.ts';
import { describeOperations } from './contract/operations.ts';
import { describeParcels } from './contract/parcels.ts';
import { describeReceipts } from './contract/receipts.ts';
import { describeRegister } from './contract/register.ts';
import { describeReturns } from './contract/returns.ts';
import { describeSales } from './contract/sales.ts';
import { describeSearch } from './contract/search.ts';
import { describeShipments } from './contract/shipments.ts';
import { type OpenedStore, openShop } from './contract/shop.ts';
import { describeShoppers } from './contract/shoppers.ts';
import { describeSplits } from './contract/splits.ts';
import { describeStock } from './contract/stock.ts';
import { describeSupply } from './contract/supply.ts';
import { describeUpserts } from './contract/upserts.ts';
import { describeVouchers } from './contract/vouchers.ts';

export function describeStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(name, () => {
    let opened: OpenedStore | null = null;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened?.close();
    });
    const shop = () => {
      if (opened === null) throw new Error('the store must be open before a test begins');
      return openShop(opened.store);
    };
    describe('upserts', () => describeUpserts(shop));
    describe('numbers', () => describeNumbers(shop));
    describe('receipts', () => describeReceipts(shop));
    describe('batches', () => describeBatches(shop));
    describe('operations', () => describeOperations(shop));
    describe('splits', () => describeSplits(shop));
    describe('history', () => describeHistory(shop));
    describe('lists', () => describeLists(shop));
    describe('search', () => describeSearch(shop));
    describe('generated lists', () => describeListed(shop));
    describe('isolation', () => describeIsolation(shop));
    describe('catalog', () => describeCatalog(shop));
    describe('stock', () => describeStock(shop));
    describe('vouchers', () => describeVouchers(shop));
    describe('supply', () => describeSupply(shop));
    describe('sales', () => describeSales(shop));
    describe('shipments', () => describeShipments(shop));
    describe('parcels', () => describeParcels(shop));
    describe('returns', () => describeReturns(shop));
    describe('allocations', () => describeAllocations(shop));
    describe('jobs', () => describeJobs(shop));
    describe('endpoints', () => describeEndpoints(shop));
    describe('imports', () => describeImports(shop));
    describe('masters', () => describeMasters(shop));
    describe('calls that are no batches', () => describeCalls(shop));
    describe('register', () => describeRegister(shop));
    describe('shoppers', () => describeShoppers(shop));
    describe('crowds', () => describeCrowds(shop));
    describe('accounts', () => describeAccounts(shop));
    describe('generated batches', () => describeGenerated(shop));
    describe('closing', () => describeClosing(open));
  });
}
