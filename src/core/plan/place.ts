/**
 * How a decision becomes rows: creating one order or the parts of a split one, and replacing an order.
 * Ids are drawn here and nowhere else.
 * Pure but for the desk it is given; called by plan.ts and lifecycle.ts.
 */

import type { OrderFacts, OrderRow, SealedDraft } from '../command.ts';
import { fingerprintOf } from '../fingerprint.ts';
import type { LineState, OrderContent, OrderState } from '../order.ts';
import type { LineStock } from '../stock/levels.ts';
import { announceCreated, announceReplaced } from './announce.ts';
import { type Desk, layCreated, layReplaced } from './desk.ts';
import { freshLines, matchedLines } from './lines.ts';
import { splitContent } from './split.ts';

/** What each line holds, by its position; nothing for a line that holds none. */
type Stocks = readonly (LineStock | undefined)[];

/** Creates the order, or its parts when the account's rules split it. */
export function placeDraft(desk: Desk, draft: SealedDraft, stocks: Stocks): readonly [OrderRow, ...OrderRow[]] {
  const whole = newRow(desk, draft, stocks);
  const rules = draft.isSplittable ? desk.command.splitRules : [];
  const [first = whole, ...others] = rules.length === 0 ? [] : splitOff(desk, whole, rules);
  for (const row of [first, ...others]) {
    layCreated(desk, row);
    desk.events.push(announceCreated(row));
  }
  return [first, ...others];
}

/** The draft in the place of the order it names; ids of lines, tags and family survive. */
export function placeReplacement(desk: Desk, before: OrderRow, replacing: { draft: SealedDraft; stocks: Stocks }) {
  const { draft, stocks } = replacing;
  const { at, batchId } = desk.command;
  const former = JSON.parse(before.state) as OrderState;
  const number = draft.number ?? before.number;
  const tagIds = [...new Set([...(former.tagIds ?? []), ...draft.tagIds])];
  const lines = stocked(matchedLines(draft.lines, former.lines, { ids: desk.ids, at }), stocks);
  const after: OrderRow = {
    ...before,
    number,
    isNumberClaimed: claims(before, draft),
    status: draft.status,
    revision: before.revision + 1,
    fingerprint: draft.fingerprint,
    batchId,
    modifiedAt: at,
    facts: dated(draft, before.createdAt),
    state: JSON.stringify({
      ...former,
      lines,
      tagIds: tagIds.length === 0 ? undefined : tagIds,
      // A draft that states another status ends the hold.
      hold: draft.status === 'held' ? former.hold : undefined,
    }),
    content: draft.content,
  };
  layReplaced(desk, before, after);
  desk.events.push(announceReplaced(after));
  return after;
}

/** The parts of a row that stands alone, the first in its own place; empty when it stays whole, or is a part already. */
export function splitOff(desk: Desk, whole: OrderRow, rules: Desk['command']['splitRules']): readonly OrderRow[] {
  const content = JSON.parse(whole.content ?? '') as OrderContent;
  const [, ...rest] = splitContent(content, rules);
  const state = JSON.parse(whole.state) as OrderState;
  if (rest.length === 0 || state.family !== undefined) return [];
  const statesByLine = new Map(content.lines.map((line, index) => [line, state.lines[index] as LineState]));
  const ids = rest.map(() => desk.ids.nextOrderId());
  return splitContent(content, rules).map((part, index) => {
    const orderId = index === 0 ? whole.orderId : (ids[index - 1] as number);
    const family = index === 0 ? { parentId: null, memberIds: ids } : { parentId: whole.orderId, memberIds: [] };
    const lines = part.lines.map((line) => statesByLine.get(line));
    const serialized = JSON.stringify(part);
    return {
      ...whole,
      orderId,
      part: index,
      number: index === 0 ? whole.number : String(orderId),
      fingerprint: fingerprintOf(serialized),
      state: JSON.stringify({ ...state, lines, family }),
      content: serialized,
    };
  });
}

/** A draft that states no number claims none: whether the one it leaves is free was not asked. */
function claims(before: OrderRow, draft: SealedDraft): boolean {
  if (draft.number === null) return before.isNumberClaimed;
  return draft.isNumberClaimed || (before.isNumberClaimed && draft.number === before.number);
}

/** A line that holds no stock has no word of it. */
function stocked(lines: readonly LineState[], stocks: Stocks): readonly LineState[] {
  return lines.map((line, index) => (stocks[index] === undefined ? line : { ...line, stock: stocks[index] }));
}

function newRow(desk: Desk, draft: SealedDraft, stocks: Stocks): OrderRow {
  const { at, batchId } = desk.command;
  const orderId = desk.ids.nextOrderId();
  const state: OrderState = {
    lines: stocked(freshLines(draft.lines, { ids: desk.ids, at }), stocks),
    tagIds: draft.tagIds.length === 0 ? undefined : draft.tagIds,
  };
  return {
    orderId,
    orderKey: draft.orderKey ?? draft.freshKey,
    part: 0,
    number: draft.number ?? String(orderId),
    isNumberClaimed: draft.isNumberClaimed,
    status: draft.status,
    revision: 1,
    fingerprint: draft.fingerprint,
    batchId,
    createdAt: at,
    modifiedAt: at,
    deletedAt: null,
    facts: dated(draft, at),
    state: JSON.stringify(state),
    content: draft.content,
  };
}

/** An order whose caller did not say when it was placed was placed when it came in. */
function dated(draft: SealedDraft, createdAt: number): OrderFacts {
  return { ...draft.facts, placedAt: draft.facts.placedAt ?? createdAt };
}
