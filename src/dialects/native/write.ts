/**
 * A stored order as this wire answers it: the same names under which it is stated, and what the server keeps beside
 * it. Absent fields are left out. What only another contract knows of it is shown under that contract's name.
 * Called by every route that answers orders.
 */
import type { Extras, LineState, Order, OrderContent, OrderLine } from '../../core/order.ts';
import { textFromInstant } from '../../core/zoned-time.ts';
import type { WireAnswer } from '../dialect.ts';
import { charge, lineStock, state, supply } from './state.ts';
import { content } from './wire.ts';

type WireObject = Readonly<Record<string, unknown>>;

export function orderObject(order: Order): WireObject {
  return {
    id: order.orderId,
    key: order.orderKey,
    is_number_unique: order.isNumberClaimed,
    ...documentObject(order),
    number: order.number,
    revision: order.revision,
    batch_id: order.batchId,
    created_at: textFromInstant(order.createdAt),
    modified_at: textFromInstant(order.modifiedAt),
  };
}

/** What an order says and what is kept of it, without its names and stamps: what two revisions can differ in. */
export function documentObject(held: Pick<Order, 'content' | 'state' | 'status'>): WireObject {
  const { content: stated, state: kept, status } = held;
  const { lines, ...rest } = content.write(stated) as { lines: readonly WireObject[] };
  return {
    ...rest,
    status,
    lines: lines.map((line, index) => lineObject(line, stated.lines[index], kept.lines[index])),
    tag_ids: kept.tagIds,
    ...(state.write(kept) as WireObject),
    extras: shownExtras(stated.extras),
  };
}

export function jsonAnswer(body: object, headers: Record<string, string> = {}, status = 200): WireAnswer {
  return { status, headers, body: JSON.stringify(body) };
}

/** The strong entity tag of an order is its revision. */
export function entityTag({ revision }: { revision: number }): string {
  return `"${revision}"`;
}

function lineObject(line: WireObject, stated: OrderLine | undefined, kept: LineState | undefined): WireObject {
  return {
    ...line,
    id: kept?.id,
    created_at: kept === undefined ? undefined : textFromInstant(kept.createdAt),
    stock: kept?.stock && lineStock.write(kept.stock),
    supply: kept?.supply && supply.write(kept.supply),
    charge: kept?.charge && charge.write(kept.charge),
    bundle_id: kept?.bundleId,
    extras: shownExtras(stated?.extras),
  };
}

function shownExtras(extras: OrderContent['extras']): Extras | undefined {
  return extras === undefined || Object.keys(extras).length === 0 ? undefined : extras;
}
