/**
 * Which items a command needs on its shelf: those its drafts ask for, and those the orders it touches hold. A driver
 * loads what `shelfLookupOf` names, in the order of the ids, and locks their quantities where it has several writers.
 * Pure; called by every driver between loading orders and planning.
 */
import type { Command, OrderRow } from '../command.ts';
import type { OrderState } from '../order.ts';

export type ShelfLookup = {
  itemIds: readonly number[];
  eans: readonly string[];
  upcs: readonly string[];
  skus: readonly string[];
};

/** Null when the command has nothing to do with stock: nothing is loaded then. */
export function shelfLookupOf(command: Command, orders: readonly OrderRow[]): ShelfLookup | null {
  const asks = command.items.flatMap((item) => ('draft' in item ? (item.draft.wish?.asks ?? []) : []));
  const hasWish = command.items.some((item) => 'draft' in item && item.draft.wish !== undefined);
  const isReturning = command.items.some((item) => 'operation' in item && item.operation.kind === 'add_return');
  const held = orders.flatMap(isReturning ? sentItemIds : heldItemIds);
  if (!hasWish && held.length === 0) return null;
  return {
    itemIds: unique([...held, ...asks.map((ask) => ask?.itemId)]),
    eans: unique(asks.map((ask) => ask?.ean)),
    upcs: unique(asks.map((ask) => ask?.upc)),
    skus: unique([...asks.map((ask) => ask?.sku), ...partsOf(command)]),
  };
}

function partsOf({ items }: Command): readonly string[] {
  const bundles = items.flatMap((item) => ('draft' in item ? (item.draft.wish?.bundles ?? []) : []));
  return bundles.flatMap(({ parts }) => parts.map(({ sku }) => sku));
}

/** Few orders hold stock, so most states are not parsed. */
export function holdsStock(row: OrderRow): boolean {
  return row.state.includes('"takings":');
}

function heldItemIds(row: OrderRow): number[] {
  if (!holdsStock(row)) return [];
  return (JSON.parse(row.state) as OrderState).lines.flatMap(({ stock }) => stock?.itemId ?? []);
}

/** Besides what an order holds, what has left with its shipments and may come back. */
function sentItemIds(row: OrderRow): number[] {
  const { shipments = [] } = JSON.parse(row.state) as OrderState;
  return [...heldItemIds(row), ...shipments.flatMap(({ lines }) => lines.flatMap(({ itemId }) => itemId ?? []))];
}

/** Empty names name nothing. */
function unique<T extends string | number>(values: readonly (T | undefined)[]): readonly T[] {
  return [...new Set(values.filter((value) => value !== undefined && value !== ''))] as T[];
}
