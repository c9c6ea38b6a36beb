/**
 * The calls about orders to suppliers: what each asks for and answers, and who answers it on a
 * connection. Flat values only, as they cross the threads.
 * A part of calls.ts, group.ts and worker.ts.
 */
import type { DatabaseSync } from 'node:sqlite';
import type {
  Arrival,
  DeliveryName,
  DeliveryQuery,
  KnownDelivery,
  Received,
  SupplierOrder,
  SupplierOrderDraft,
  SupplierOrderQuery,
} from '../../core/supply/supplier-order.ts';
import type { CatalogTable } from './catalog-table.ts';
import { SupplyTable, SupplyWriter } from './supply-table.ts';

export type SupplyWrites = {
  saveSupplierOrder(fields: { accountId: number; draft: SupplierOrderDraft; at: number }): readonly (string | number)[];
  receiveDelivery(fields: { accountId: number; name: DeliveryName; arrival: Arrival; at: number }): Received;
};

export type SupplyReads = {
  listSupplierOrders(fields: { accountId: number; query: SupplierOrderQuery }): readonly SupplierOrder[];
  listDeliveries(fields: { accountId: number; query: DeliveryQuery }): readonly KnownDelivery[];
};

export const SUPPLY_WRITES: readonly (keyof SupplyWrites)[] = ['saveSupplierOrder', 'receiveDelivery'];

export function supplyWritesOf(db: DatabaseSync, catalog: CatalogTable): SupplyWrites {
  const supply = new SupplyWriter(db, catalog);
  return {
    saveSupplierOrder: ({ accountId, draft, at }) => supply.save(accountId, draft, at),
    receiveDelivery: ({ accountId, name, ...what }) => supply.receive(accountId, name, what),
  };
}

export function supplyReadsOf(db: DatabaseSync): SupplyReads {
  const supply = new SupplyTable(db);
  return {
    listSupplierOrders: ({ accountId, query }) => supply.listOrders(accountId, query),
    listDeliveries: ({ accountId, query }) => supply.listDeliveries(accountId, query),
  };
}
