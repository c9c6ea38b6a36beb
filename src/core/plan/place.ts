/**
 * How a decision becomes rows: creating one order or the parts of a split one, and replacing an order.
 * Ids are drawn here and nowhere else.
 * Pure but for the desk it is given; called by plan.ts and lifecycle.ts.
 */

import type { OrderFacts, OrderRow, SealedDraft } from '../command.ts';
import { fingerprintOf } from '../fingerprint.ts';
import type { Given, LineState, OrderContent, OrderState, Sale } from '../order.ts';
import { announceCreated, announceReplaced } from './announce.ts';
import { type Desk, layCreated, layReplaced } from './desk.ts';
import { freshLines, matchedLines } from './lines.ts';
import { isSplitting, splitOrder } from './split.ts';

/** What is kept of a sale beside the content: by the position of the line, and of the order. */
export type Kept = {
  lines: readonly Pick<LineState, 'stock' | 'supply' | 'charge' | 'bundleId'>[];
  sale?: Sale | undefined;
};

/** `fingerprint`: of the draft as it was stated, whatever a sale has made of it. */
export type Placing = { draft: SealedDraft; fingerprint: string; kept: Kept };

/** Creates the order, or its parts when the account's rules split it. */
export function placeDraft(desk: Desk, placing: Placing): readonly [OrderRow, ...OrderRow[]] {
  const { draft } = placing;
  const whole = newRow(desk, placing);
  const [first = whole, ...others] = draft.isSplittable ? splitOff(desk, whole) : [];
  for (const row of [first, ...others]) {
    layCreated(desk, row);
    desk.events.push(announceCreated(row));
  }
  return [first, ...others];
}

/** The draft in the place of the order it names; ids of lines, tags and family survive. */
export function placeReplacement(desk: Desk, before: OrderRow, { draft, fingerprint, kept }: Placing) {
  const { at, batchId } = desk.command;
  const former = JSON.parse(before.state) as OrderState;
  const number = draft.number ?? before.number;
  const tagIds = [...new Set([...(former.tagIds ?? []), ...draft.tagIds])];
  const lines = withKept(matchedLines(draft.lines, former.lines, { ids: desk.ids, at }), kept);
  const facts = { ...dated(draft, before.createdAt), storeId: keptStoreId(before, draft, former.given) };
  const after: OrderRow = {
    ...before,
    number,
    isNumberClaimed: claims(before, draft),
    status: draft.status,
    revision: before.revision + 1,
    fingerprint,
    batchId,
    modifiedAt: at,
    facts,
    state: JSON.stringify({
      ...former,
      given: givenOf(draft, facts, former.given),
      lines,
      tagIds: tagIds.length === 0 ? undefined : tagIds,
      // A draft that states another status ends the hold.
      hold: draft.status === 'held' ? former.hold : undefined,
      sale: kept.sale,
    }),
    content: draft.content,
  };
  layReplaced(desk, before, after);
  desk.events.push(announceReplaced(after));
  return after;
}

/** The parts of a row that stands alone, the first in its own place; empty when it stays whole, or is a part already. */
export function splitOff(desk: Desk, whole: OrderRow): readonly OrderRow[] {
  const terms = { rules: desk.command.splitRules, by: desk.command.splitBy };
  if (!isSplitting(terms)) return [];
  const content = JSON.parse(whole.content ?? '') as OrderContent;
  const state = JSON.parse(whole.state) as OrderState;
  if (state.family !== undefined) return [];
  const parts = splitOrder({ content, state }, terms);
  if (parts.length === 1) return [];
  const ids = parts.slice(1).map(() => desk.ids.nextOrderId());
  return parts.map((part, index) => {
    const orderId = index === 0 ? whole.orderId : (ids[index - 1] as number);
    const family = index === 0 ? { parentId: null, memberIds: ids } : { parentId: whole.orderId, memberIds: [] };
    const serialized = JSON.stringify(part.content);
    return {
      ...whole,
      orderId,
      part: index,
      number: index === 0 ? whole.number : String(orderId),
      fingerprint: fingerprintOf(serialized),
      state: JSON.stringify({ ...part.state, family }),
      content: serialized,
    };
  });
}

/** A draft that states no number claims none: whether the one it leaves is free was not asked. */
function claims(before: OrderRow, draft: SealedDraft): boolean {
  if (draft.number === null) return before.isNumberClaimed;
  return draft.isNumberClaimed || (before.isNumberClaimed && draft.number === before.number);
}

function withKept(lines: readonly LineState[], kept: Kept): readonly LineState[] {
  return kept.lines.length === 0 ? lines : lines.map((line, index) => ({ ...line, ...kept.lines[index] }));
}

function newRow(desk: Desk, { draft, fingerprint, kept }: Placing): OrderRow {
  const { at, batchId } = desk.command;
  const orderId = desk.ids.nextOrderId();
  const facts = { ...dated(draft, at), storeId: draft.facts.storeId ?? draft.given?.storeId ?? null };
  const state: OrderState = {
    lines: withKept(freshLines(draft.lines, { ids: desk.ids, at }), kept),
    tagIds: draft.tagIds.length === 0 ? undefined : draft.tagIds,
    sale: kept.sale,
    given: givenOf(draft, facts, draft.given),
  };
  return {
    orderId,
    orderKey: draft.orderKey ?? draft.freshKey,
    part: 0,
    number: draft.number ?? String(orderId),
    isNumberClaimed: draft.isNumberClaimed,
    status: draft.status,
    revision: 1,
    fingerprint,
    batchId,
    createdAt: at,
    modifiedAt: at,
    deletedAt: null,
    facts,
    state: JSON.stringify(state),
    content: draft.content,
  };
}

/** A draft of a wire on which the store is settled at the creation changes none that is there. */
function keptStoreId(before: OrderRow, { facts, given }: SealedDraft, former: Given | undefined): number | null {
  if (given !== undefined) return before.facts.storeId ?? facts.storeId;
  return facts.storeId ?? former?.storeId ?? null;
}

/** What the content does not tell: the store where it is another one, and the warehouse that was given once. */
function givenOf(draft: SealedDraft, { storeId }: OrderFacts, given: Given | undefined): Given | undefined {
  const isTold = storeId === null || storeId === draft.facts.storeId;
  const warehouseId = given?.warehouseId;
  if (isTold && warehouseId === undefined) return undefined;
  return { storeId: isTold ? undefined : storeId, warehouseId };
}

/** An order whose caller did not say when it was placed was placed when it came in. */
function dated(draft: SealedDraft, createdAt: number): OrderFacts {
  return { ...draft.facts, placedAt: draft.facts.placedAt ?? createdAt };
}
