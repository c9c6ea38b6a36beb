/**
 * Orders to suppliers and their deliveries as rows: whole documents beside the columns they are found by. Writers of
 * one account come one after the other, on every node, so that nothing is received twice and numbers follow; the items
 * of a delivery are locked after that, as every command locks them. Every rule is in core/supply.
 * Called by driver.ts.
 */
import { storable } from '../../core/storable.ts';
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
  type SupplyStore,
} from '../../core/supply/supplier-order.ts';
import { bigintArray, booleanArray, integerArray, textArray } from './arrays.ts';
import type { Connections, Session, Statement, Value } from './connections.ts';
import { lockShelf, writeStock } from './shelf.ts';

type Document = { document: string };
type Pair = { orderDocument: string; deliveryDocument: string };

const HOLD: Statement = {
  name: 'hold_supply',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('supply of account ' || $1::bigint, 0)) AS account_id`,
};
const LIST_ORDERS: Statement = {
  name: 'list_supplier_orders',
  text: `SELECT document FROM supplier_orders
    WHERE account_id = $1 AND ($2::bigint IS NULL OR supplier_order_id = $2) AND ($3::boolean IS NULL OR is_confirmed = $3)
    ORDER BY supplier_order_id LIMIT $4 OFFSET $5`,
};
const PAIRS = `SELECT o.document AS "orderDocument", d.document AS "deliveryDocument"
  FROM supplier_deliveries AS d JOIN supplier_orders AS o
    ON o.account_id = d.account_id AND o.supplier_order_id = d.supplier_order_id
  WHERE d.account_id = $1`;
const LIST_DELIVERIES: Statement = {
  name: 'list_supplier_deliveries',
  text: `${PAIRS} AND o.is_confirmed AND ($2::bigint IS NULL OR d.delivery_id = $2)
    AND ($3::bigint IS NULL OR (d.supplier_order_id = $3 AND d.seq = $4::int)) AND ($5::bigint IS NULL OR o.warehouse_id = $5)
    AND ($6::boolean IS NULL OR d.is_open = $6) ORDER BY d.delivery_id LIMIT $7 OFFSET $8`,
};
const FIND_DELIVERY: Statement = {
  name: 'find_supplier_delivery',
  text: `${PAIRS} AND (d.delivery_id = $2 OR (d.supplier_order_id = $3 AND d.seq = $4::int))`,
};
const DELIVERIES_OF: Statement = {
  name: 'deliveries_of_supplier_order',
  text: 'SELECT document FROM supplier_deliveries WHERE account_id = $1 AND supplier_order_id = $2 ORDER BY seq',
};
const NEXT: Statement = {
  name: 'next_supplier_delivery',
  text: 'SELECT coalesce(max(delivery_id), 0) + 1 AS next FROM supplier_deliveries WHERE account_id = $1',
};
const SAVE_ORDER: Statement = {
  name: 'save_supplier_order',
  text: `INSERT INTO supplier_orders (account_id, supplier_order_id, warehouse_id, is_confirmed, document)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account_id, supplier_order_id) DO UPDATE SET
      warehouse_id = excluded.warehouse_id, is_confirmed = excluded.is_confirmed, document = excluded.document`,
};
const SAVE_DELIVERIES: Statement = {
  name: 'save_supplier_deliveries',
  text: `INSERT INTO supplier_deliveries (account_id, delivery_id, supplier_order_id, seq, is_open, document)
    SELECT $1::bigint, * FROM unnest($2::bigint[], $3::bigint[], $4::int[], $5::boolean[], $6::text[])
    ON CONFLICT (account_id, delivery_id) DO UPDATE SET is_open = excluded.is_open, document = excluded.document`,
};

/** The store keeps count of what is under way. */
type Counted = <T>(work: () => Promise<T>) => Promise<T>;

export class SupplyTable implements SupplyStore {
  readonly #connections: Connections;
  readonly #counted: Counted;

  constructor(connections: Connections, counted: Counted) {
    this.#connections = connections;
    this.#counted = counted;
  }

  saveSupplierOrder(accountId: number, draft: SupplierOrderDraft, at: number): Promise<readonly (string | number)[]> {
    return this.#write(async (session) => {
      await session.send(HOLD, [accountId]);
      const { supplierOrderId } = draft;
      const [orders, deliveries, nextDeliveryId, shelf] = await Promise.all([
        session.send<Document>(LIST_ORDERS, [accountId, supplierOrderId, null, 1, 0]),
        deliveriesOf(session, accountId, supplierOrderId),
        nextIdOf(session, accountId),
        lockShelf(session, accountId, supplyLookupOf(draft)),
      ]);
      const [order = null] = orders.rows.map(({ document }) => JSON.parse(document) as SupplierOrder);
      const found: SupplyFound = { order, deliveries };
      const plan = planSupplierOrder(draft, { found, shelf, at, nextDeliveryId });
      if ('unknown' in plan) return plan.unknown;
      const { warehouseId, isConfirmed } = plan.order;
      const document = storable(JSON.stringify(plan.order));
      await session.send(SAVE_ORDER, [accountId, supplierOrderId, warehouseId, isConfirmed, document]);
      await saveDeliveries(session, accountId, plan.deliveries);
      return [];
    });
  }

  async listSupplierOrders(accountId: number, query: SupplierOrderQuery): Promise<readonly SupplierOrder[]> {
    const { supplierOrderId = null, isConfirmed = null, limit, offset } = query;
    const values = [accountId, supplierOrderId, isConfirmed, limit, offset];
    const rows = await this.#read<Document>(LIST_ORDERS, values);
    return rows.map(({ document }) => JSON.parse(document) as SupplierOrder);
  }

  async listDeliveries(accountId: number, query: DeliveryQuery): Promise<readonly KnownDelivery[]> {
    const { name, warehouseId = null, isOpen: isAskingOpen = null, limit, offset } = query;
    const values = [accountId, ...cellsOf(name ?? {}), warehouseId, isAskingOpen, limit, offset];
    const rows = await this.#read<Pair>(LIST_DELIVERIES, values);
    return rows.map(knownOf);
  }

  receiveDelivery(
    accountId: number,
    name: DeliveryName,
    { arrival, at }: { arrival: Arrival; at: number },
  ): Promise<Received> {
    return this.#write(async (session) => {
      await session.send(HOLD, [accountId]);
      const [row] = (await session.send<Pair>(FIND_DELIVERY, [accountId, ...cellsOf(name)])).rows;
      const known = row === undefined ? null : knownOf(row);
      const itemIds = (known?.delivery.units ?? []).map(({ itemId }) => itemId);
      const [others, nextDeliveryId, shelf] = await Promise.all([
        known === null ? [] : deliveriesOf(session, accountId, known.order.supplierOrderId),
        nextIdOf(session, accountId),
        lockShelf(session, accountId, { itemIds, eans: [], upcs: [], skus: [] }),
      ]);
      const found = known === null ? null : { ...known, others };
      const plan = planArrival(arrival, found, { shelf, at, nextDeliveryId });
      await saveDeliveries(session, accountId, plan.deliveries);
      await writeStock(session, plan.stock, { accountId, at });
      return plan.received;
    });
  }

  #write<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#counted(() => this.#connections.run('write', work));
  }

  async #read<Row extends object>(statement: Statement, values: readonly Value[]): Promise<readonly Row[]> {
    const answer = await this.#counted(() =>
      this.#connections.step('read', (session) => session.send<Row>(statement, values)),
    );
    return answer.rows;
  }
}

async function deliveriesOf(session: Session, accountId: number, supplierOrderId: number) {
  const { rows } = await session.send<Document>(DELIVERIES_OF, [accountId, supplierOrderId]);
  return rows.map(({ document }) => JSON.parse(document) as SupplierDelivery);
}

async function nextIdOf(session: Session, accountId: number): Promise<number> {
  return (await session.send<{ next: number }>(NEXT, [accountId])).rows[0]?.next ?? 1;
}

async function saveDeliveries(session: Session, accountId: number, rows: readonly SupplierDelivery[]): Promise<void> {
  if (rows.length === 0) return;
  await session.send(SAVE_DELIVERIES, [
    accountId,
    bigintArray(rows.map(({ deliveryId }) => deliveryId)),
    bigintArray(rows.map(({ supplierOrderId }) => supplierOrderId)),
    integerArray(rows.map(({ seq }) => seq)),
    booleanArray(rows.map(isOpen)),
    textArray(rows.map((delivery) => JSON.stringify(delivery))),
  ]);
}

/** By its own id, and by its order and its number there. */
function cellsOf(name: Partial<{ deliveryId: number; supplierOrderId: number; seq: number }>) {
  return [name.deliveryId ?? null, name.supplierOrderId ?? null, name.seq ?? null];
}

function knownOf({ orderDocument, deliveryDocument }: Pair): KnownDelivery {
  return {
    order: JSON.parse(orderDocument) as SupplierOrder,
    delivery: JSON.parse(deliveryDocument) as SupplierDelivery,
  };
}
