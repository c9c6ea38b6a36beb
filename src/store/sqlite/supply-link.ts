/**
 * The part of the store that is about orders to suppliers: hands its calls to the threads and never touches the
 * database itself.
 * Made by driver.ts.
 */
import type { SupplyStore } from '../../core/supply/supplier-order.ts';
import type { WorkerLink } from './link.ts';

export function supplyOf({ writer, reader }: { writer: WorkerLink; reader: WorkerLink }): SupplyStore {
  return {
    saveSupplierOrder: (accountId, draft, at) => writer.call('saveSupplierOrder', { accountId, draft, at }),
    listSupplierOrders: (accountId, query) => reader.call('listSupplierOrders', { accountId, query }),
    listDeliveries: (accountId, query) => reader.call('listDeliveries', { accountId, query }),
    receiveDelivery: (accountId, name, what) => writer.call('receiveDelivery', { accountId, name, ...what }),
  };
}
