/**
 * Who answers each call that reads, on a connection: the orders, and through their own files the lists, jobs, catalog and
 * the rest. Nothing is written here.
 * Used by worker.ts for the thread that reads, and for the one of a database in memory.
 */
import type { DatabaseSync } from 'node:sqlite';
import { AccountTable } from './account-table.ts';
import type { Reads } from './calls.ts';
import { CatalogReader } from './catalog-reader.ts';
import { jobReadsOf } from './job-calls.ts';
import { ListTable } from './list-table.ts';
import { ReadTable } from './read-table.ts';
import { listShipmentRows } from './shipment-table.ts';
import { listSlipRows } from './slip-table.ts';
import { supplyReadsOf } from './supply-calls.ts';
import { VoucherTable } from './voucher-table.ts';

export function readsOf(db: DatabaseSync): Reads {
  const orders = new ReadTable(db);
  const lists = new ListTable(db);
  const accounts = new AccountTable(db);
  const catalog = new CatalogReader(db);
  const vouchers = new VoucherTable(db);
  return {
    ...jobReadsOf(db),
    ...supplyReadsOf(db),
    findOrders: ({ accountId, name }) => orders.findOrders(accountId, name),
    listOrders: ({ accountId, query, isLax }) => lists.listOrders(accountId, query, isLax),
    scanOrders: ({ accountId, scan, isLax }) => lists.scanOrders(accountId, scan, isLax),
    unsettledAccounts: () => lists.unsettledAccounts(),
    findBatch: ({ accountId, batchId }) => orders.findBatch(accountId, batchId),
    listRevisions: ({ accountId, orderId }) => orders.listRevisions(accountId, orderId),
    listEvents: ({ accountId, ...after }) => orders.listEvents(accountId, after),
    listShipments: ({ accountId, query }) =>
      listShipmentRows(db, accountId, query).flatMap(({ orderId, seq }) =>
        orders.findOrders(accountId, { orderId }).map((row) => ({ row, seq })),
      ),
    listSlips: ({ accountId, query }) =>
      listSlipRows(db, accountId, query).flatMap(({ orderId, slipId }) =>
        orders.findOrders(accountId, { orderId }).map((row) => ({ row, slipId })),
      ),
    listItems: ({ accountId, query }) => catalog.listItems(accountId, query),
    findVoucher: ({ accountId, voucherId }) => vouchers.find(accountId, voucherId),
    findAccount: (accountId) => accounts.findAccount(accountId),
    findAccountByName: (name) => accounts.findAccountByName(name),
    listAccounts: () => accounts.listAccounts(),
    findKey: (name) => accounts.findKey(name),
    listKeys: (accountId) => accounts.listKeys(accountId),
  };
}
