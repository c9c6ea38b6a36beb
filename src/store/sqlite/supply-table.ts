/**
 * Orders to suppliers and their deliveries as rows: whole documents beside the columns they are found by. Decides
 * nothing; every rule is in core/supply. What a delivery brings is written with it, in the writer's transaction.
 * Used by supply-calls.ts on either connection.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { planArrival, planSupplierOrder, type SupplyFound, supplyLookupOf } from '../../core/supply/plan-supply.ts';
import {
  type Arrival,
  type DeliveryName,
  type DeliveryQuery,
  isOpen,
  type KnownDelivery,
  type Received,
  type SupplierDelivery,
  type SupplierOrder,
  type SupplierOrderDraft,
  type SupplierOrderQuery,
} from '../../core/supply/supplier-order.ts';
import type { CatalogTable } from './catalog-table.ts';

type Document = { document: string };
type Pair = { orderDocument: string; deliveryDocument: string };

const JOINED = `supplier_deliveries AS d JOIN supplier_orders AS o
  ON o.account_id = d.account_id AND o.supplier_order_id = d.supplier_order_id`;
const PAIR = 'o.document AS orderDocument, d.document AS deliveryDocument';

export class SupplyTable {
  readonly #orders: StatementSync;
  readonly #deliveries: StatementSync;
  readonly #found: StatementSync;
  readonly #ofOrder: StatementSync;

  constructor(db: DatabaseSync) {
    this.#orders = db.prepare(
      `SELECT document FROM supplier_orders WHERE account_id = ?1 AND (?2 IS NULL OR supplier_order_id = ?2)
         AND (?3 IS NULL OR is_confirmed = ?3) ORDER BY supplier_order_id LIMIT ?4 OFFSET ?5`,
    );
    this.#deliveries = db.prepare(
      `SELECT ${PAIR} FROM ${JOINED} WHERE d.account_id = ?1 AND o.is_confirmed AND (?2 IS NULL OR o.warehouse_id = ?2)
         AND (?3 IS NULL OR d.is_open) ORDER BY d.delivery_id LIMIT ?4 OFFSET ?5`,
    );
    this.#found = db.prepare(
      `SELECT ${PAIR} FROM ${JOINED} WHERE d.account_id = ?1 AND (d.delivery_id = ?2 OR (d.supplier_order_id = ?3 AND d.seq = ?4))`,
    );
    this.#ofOrder = db.prepare(
      'SELECT document FROM supplier_deliveries WHERE account_id = ? AND supplier_order_id = ? ORDER BY seq',
    );
  }

  listOrders(accountId: number, query: SupplierOrderQuery): readonly SupplierOrder[] {
    const { supplierOrderId = null, isConfirmed, limit, offset } = query;
    const rows = this.#orders.all(accountId, supplierOrderId, isConfirmed === true ? 1 : null, limit, offset);
    return (rows as Document[]).map(({ document }) => JSON.parse(document) as SupplierOrder);
  }

  listDeliveries(accountId: number, query: DeliveryQuery): readonly KnownDelivery[] {
    const { name, warehouseId = null, isOpen: isAskingOpen, limit, offset } = query;
    if (name !== undefined) {
      const known = this.find(accountId, name);
      return known?.order.isConfirmed === true && isMatch(known, query) ? [known] : [];
    }
    const rows = this.#deliveries.all(accountId, warehouseId, isAskingOpen === true ? 1 : null, limit, offset);
    return (rows as Pair[]).map(knownOf);
  }

  /** Confirmed or not. */
  find(accountId: number, name: DeliveryName): KnownDelivery | null {
    const named = { deliveryId: null, supplierOrderId: null, seq: null, ...name };
    const row = this.#found.get(accountId, named.deliveryId, named.supplierOrderId, named.seq) as Pair | undefined;
    return row === undefined ? null : knownOf(row);
  }

  deliveriesOf(accountId: number, supplierOrderId: number): readonly SupplierDelivery[] {
    const rows = this.#ofOrder.all(accountId, supplierOrderId) as Document[];
    return rows.map(({ document }) => JSON.parse(document) as SupplierDelivery);
  }
}

/** On the writing connection. */
export class SupplyWriter {
  readonly #table: SupplyTable;
  readonly #catalog: CatalogTable;
  readonly #saveOrder: StatementSync;
  readonly #saveDelivery: StatementSync;
  readonly #next: StatementSync;

  constructor(db: DatabaseSync, catalog: CatalogTable) {
    this.#table = new SupplyTable(db);
    this.#catalog = catalog;
    this.#saveOrder = db.prepare(
      `INSERT INTO supplier_orders (account_id, supplier_order_id, warehouse_id, is_confirmed, document)
       VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (account_id, supplier_order_id)
       DO UPDATE SET warehouse_id = ?3, is_confirmed = ?4, document = ?5`,
    );
    this.#saveDelivery = db.prepare(
      `INSERT INTO supplier_deliveries (account_id, delivery_id, supplier_order_id, seq, is_open, document)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (account_id, delivery_id) DO UPDATE SET is_open = ?5, document = ?6`,
    );
    this.#next = db.prepare(
      'SELECT coalesce(max(delivery_id), 0) + 1 AS next FROM supplier_deliveries WHERE account_id = ?',
    );
  }

  save(accountId: number, draft: SupplierOrderDraft, at: number): readonly (string | number)[] {
    const { supplierOrderId } = draft;
    const [order = null] = this.#table.listOrders(accountId, { supplierOrderId, limit: 1, offset: 0 });
    const found: SupplyFound = { order, deliveries: this.#table.deliveriesOf(accountId, supplierOrderId) };
    const shelf = this.#catalog.loadShelf(accountId, supplyLookupOf(draft)) ?? [];
    const plan = planSupplierOrder(draft, { found, shelf, at, nextDeliveryId: this.#nextId(accountId) });
    if ('unknown' in plan) return plan.unknown;
    const { warehouseId, isConfirmed } = plan.order;
    this.#saveOrder.run(accountId, supplierOrderId, warehouseId, isConfirmed ? 1 : 0, JSON.stringify(plan.order));
    this.#write(accountId, plan.deliveries);
    return [];
  }

  receive(accountId: number, name: DeliveryName, { arrival, at }: { arrival: Arrival; at: number }): Received {
    const known = this.#table.find(accountId, name);
    const others = known === null ? [] : this.#table.deliveriesOf(accountId, known.order.supplierOrderId);
    const itemIds = (known?.delivery.units ?? []).map(({ itemId }) => itemId);
    const shelf = this.#catalog.loadShelf(accountId, { itemIds, eans: [], upcs: [], skus: [] }) ?? [];
    const planning = { shelf, at, nextDeliveryId: this.#nextId(accountId) };
    const plan = planArrival(arrival, known === null ? null : { ...known, others }, planning);
    this.#write(accountId, plan.deliveries);
    this.#catalog.writeStock(accountId, plan.stock, at);
    return plan.received;
  }

  #write(accountId: number, deliveries: readonly SupplierDelivery[]): void {
    for (const delivery of deliveries) {
      const { deliveryId, supplierOrderId, seq } = delivery;
      const named = [accountId, deliveryId, supplierOrderId, seq] as const;
      this.#saveDelivery.run(...named, isOpen(delivery) ? 1 : 0, JSON.stringify(delivery));
    }
  }

  #nextId(accountId: number): number {
    return (this.#next.get(accountId) as { next: number }).next;
  }
}

function isMatch({ order, delivery }: KnownDelivery, { warehouseId, isOpen: isAskingOpen }: DeliveryQuery): boolean {
  const isHere = warehouseId === undefined || order.warehouseId === warehouseId;
  return isHere && (isAskingOpen !== true || isOpen(delivery));
}

function knownOf({ orderDocument, deliveryDocument }: Pair): KnownDelivery {
  return {
    order: JSON.parse(orderDocument) as SupplierOrder,
    delivery: JSON.parse(deliveryDocument) as SupplierDelivery,
  };
}
