/**
 * `GET /supplier-orders` and `/{supplierOrderId}`, `GET /supplier-deliveries`, `/{deliveryId}` and its `/details`: what was
 * ordered from suppliers, and what of it is still to come to the warehouse of the credential (quirks 66 and 67).
 * All of them only read; receive-delivery.ts writes.
 */
import type { CatalogItem } from '../../core/catalog/catalog.ts';
import { LIMITS } from '../../core/limits.ts';
import type { Order } from '../../core/order.ts';
import type { OrderPosition } from '../../core/queries.ts';
import { Reservation } from '../../core/supply/reserve.ts';
import { type DeliveryName, isOpen, type KnownDelivery, type SupplierUnits } from '../../core/supply/supplier-order.ts';
import type { RouteContext, WireAnswer } from '../dialect.ts';
import { deliveryFields } from './addresses.ts';
import { extrasOf, numberOf, textOf } from './extras.ts';
import { orderNumberOf } from './order-number.ts';
import { neighborsOf, pageOfQuery } from './parameters.ts';
import { isInMarkets } from './plugin.ts';
import { type Settings, settingsOf } from './settings.ts';
import { costedLines, deliveryHead, supplierOrderHead, supplierRows } from './supplier-object.ts';
import { jsonAnswer } from './write.ts';

/** Orders that may wait for goods. */
const WAITING = ['open', 'held', 'unpaid', 'outsourced'] as const;
/** Of these the oldest are looked at: nothing of what waits is indexed, and a delivery is for who waits longest. */
const ORDERS_MAX = 10_000;
const ORDER_UNKNOWN = 'supplier order does not exist';
export const DELIVERY_UNKNOWN = 'supplier delivery does not exist';
export const RECEIVED_BEFORE = 'supplier delivery is already accepted';

export async function listSupplierOrders(context: RouteContext): Promise<WireAnswer> {
  const { request, supply, caller } = context;
  const { account } = caller;
  const page = pageOfQuery(request.query, LIMITS.pageItemsMax);
  const query = { isConfirmed: true, offset: page.offset, limit: page.limit + 1 } as const;
  const found = await supply.listSupplierOrders(account.accountId, query);
  const orders = found.slice(0, page.limit).map((order) => supplierOrderHead(order, settingsOf(account)));
  return jsonAnswer({ status: 'ok', orders, ...neighborsOf(request.query, page, found.length > page.limit) });
}

export async function readSupplierOrder(context: RouteContext): Promise<WireAnswer> {
  const { request, supply, caller } = context;
  const { account } = caller;
  const stated = request.params.supplierOrderId ?? '';
  const query = { supplierOrderId: Number(stated), isConfirmed: true, offset: 0, limit: 1 } as const;
  const [order] = /^\d{1,15}$/.test(stated) ? await supply.listSupplierOrders(account.accountId, query) : [];
  if (order === undefined) return jsonAnswer({ status: 'no', msg: ORDER_UNKNOWN, order: stated });
  const products = supplierRows(order.lines, await itemsOf(order.lines, context));
  return jsonAnswer({ status: 'ok', order: { ...supplierOrderHead(order, settingsOf(account)), products } });
}

export async function listDeliveries(context: RouteContext): Promise<WireAnswer> {
  const { request, supply, caller } = context;
  const { account } = caller;
  const page = pageOfQuery(request.query, LIMITS.pageItemsMax);
  const query = {
    isOpen: true,
    warehouseId: warehouseOf(context),
    offset: page.offset,
    limit: page.limit + 1,
  } as const;
  const found = await supply.listDeliveries(account.accountId, query);
  const deliveries = found.slice(0, page.limit).map((known) => headOf(known, settingsOf(account)));
  return jsonAnswer({ status: 'ok', deliveries, ...neighborsOf(request.query, page, found.length > page.limit) });
}

export async function readDelivery(context: RouteContext): Promise<WireAnswer> {
  const known = await openDelivery(context);
  if ('msg' in known) return jsonAnswer(known);
  const lines = costedLines(known.delivery.units, known.order);
  const products = supplierRows(lines, await itemsOf(lines, context));
  const delivery = { ...headOf(known, settingsOf(context.caller.account)), products };
  return jsonAnswer({ status: 'ok', delivery });
}

/** By the orders that wait for its goods, the oldest first. */
export async function readDeliveryDetails(context: RouteContext): Promise<WireAnswer> {
  const known = await openDelivery(context);
  if ('msg' in known) return jsonAnswer(known);
  const items = await itemsOf(known.delivery.units, context);
  const reserved = await reservedOf(known, context);
  const orders = reserved.map(({ order, units }) => ({
    ...orderFields(order),
    products: supplierRows(costedLines(units, known.order), items),
  }));
  const delivery = { ...headOf(known, settingsOf(context.caller.account)), orders };
  return jsonAnswer({ status: 'ok', delivery });
}

/** Null when a text can name none. */
export function deliveryNameFromText(text: string): DeliveryName | null {
  const [, first = '', seq] = /^(\d{1,15})(?:-(\d{1,9}))?$/.exec(text.trim()) ?? [];
  if (first === '') return null;
  return seq === undefined ? { deliveryId: Number(first) } : { supplierOrderId: Number(first), seq: Number(seq) };
}

/** Where deliveries are received: the stated warehouse, else the main one. */
export function warehouseOf({ caller }: RouteContext): number {
  const { account } = caller;
  return settingsOf(account).supplierWarehouse ?? account.settings.catalog?.warehouses?.[0]?.id ?? 1;
}

async function openDelivery(context: RouteContext): Promise<KnownDelivery | { status: 'no'; msg: string }> {
  const name = deliveryNameFromText(context.request.params.deliveryId ?? '');
  const query = { name: name ?? undefined, warehouseId: warehouseOf(context), offset: 0, limit: 1 };
  const { accountId } = context.caller.account;
  const [known] = name === null ? [] : await context.supply.listDeliveries(accountId, query);
  if (known?.delivery.receipt !== undefined) return { status: 'no', msg: RECEIVED_BEFORE };
  return known !== undefined && isOpen(known.delivery) ? known : { status: 'no', msg: DELIVERY_UNKNOWN };
}

type Reserved = { order: Order; units: readonly SupplierUnits[] };

async function reservedOf({ delivery }: KnownDelivery, context: RouteContext): Promise<readonly Reserved[]> {
  const { orders, supply, caller } = context;
  const { accountId } = caller.account;
  const query = { isOpen: true, warehouseId: warehouseOf(context), offset: 0, limit: LIMITS.pageItemsMax } as const;
  const open = await supply.listDeliveries(accountId, query);
  const reservation = new Reservation(
    delivery,
    open.map((known) => known.delivery),
  );
  const scan = { statuses: WAITING, sort: 'placedAt', isDescending: false, limit: LIMITS.pageItemsMax } as const;
  const reserved: Reserved[] = [];
  let after: OrderPosition | null = null;
  for (let seen = 0; seen < ORDERS_MAX && !reservation.isFull; ) {
    const page = await orders.scanOrders(accountId, { ...scan, after });
    reserved.push(...page.orders.map((order) => ({ order, units: reservation.reserve(order) })));
    seen += page.orders.length;
    after = page.next;
    if (after === null) break;
  }
  return reserved.filter(({ order, units }) => units.length > 0 && isInMarkets(order, caller));
}

function orderFields(order: Order) {
  const { content } = order;
  const extras = extrasOf(order);
  const email = content.customer?.email ?? content.billTo?.email ?? '';
  return {
    orderId: String(orderNumberOf(order)),
    accountId: String(numberOf(extras.accountId) ?? ''),
    accountName: content.billTo?.company ?? '',
    buyer: textOf(extras.buyerName) ?? content.billTo?.name ?? '',
    carrier: content.shipping?.carrierCode ?? '',
    service: content.shipping?.requestedService ?? '',
    other: content.customerNote ?? '',
    paymentTerms: '',
    shippingTerms: '',
    poNumber: textOf(extras.poNumber) ?? '',
    ...deliveryFields(content.shipTo ?? content.billTo ?? {}, email),
  };
}

function headOf({ order, delivery }: KnownDelivery, settings: Settings) {
  return deliveryHead(order, delivery, settings);
}

async function itemsOf(
  units: readonly SupplierUnits[],
  { catalog, caller }: RouteContext,
): Promise<readonly CatalogItem[]> {
  const itemIds = [...new Set(units.map(({ itemId }) => itemId))];
  const page = { itemIds, offset: 0, limit: Math.max(1, itemIds.length) };
  return (await catalog.listItems(caller.account.accountId, page)).items;
}
