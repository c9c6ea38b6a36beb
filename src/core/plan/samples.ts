/**
 * Invented orders for the tables of this folder: drafts, sealed drafts, rows and commands with everything that a
 * test does not care about filled in.
 * Used by tests only.
 */
import type { Draft } from '../batch.ts';
import type { Command, CommandItem, Found, IdSource, OrderRow, SealedDraft } from '../command.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { sealDraft } from '../intake.ts';
import type { OrderContent } from '../order.ts';
import type { Label } from '../outcome.ts';

type DraftFields = Partial<Omit<Draft, 'content'>> & Partial<OrderContent>;

export function sealedOf(fields: DraftFields = {}): SealedDraft {
  const { pointer = '/0', orderId = null, orderKey = null, isNumberClaimed = false, isSplittable = false } = fields;
  const { linesPointer = `${pointer}/items`, ...rest } = fields;
  const stated = { pointer: 0, orderId: 0, orderKey: 0, isNumberClaimed: 0, isSplittable: 0, ifRevision: 0 };
  const content = Object.fromEntries(Object.entries(rest).filter(([name]) => !(name in stated)));
  const draft = {
    ...{ pointer, linesPointer, orderId, orderKey, isNumberClaimed, isSplittable, ifRevision: fields.ifRevision },
    content: {
      status: 'open' as const,
      lines: [{ key: 'l1', sku: 'SKU-1', quantity: 2, unitPriceE4: 141100 }],
      ...content,
    },
  };
  return sealDraft(draft, 'f'.repeat(32));
}

export function rowOf(fields: Partial<OrderRow> = {}): OrderRow {
  const draft = sealedOf();
  return {
    orderId: 1,
    orderKey: 'k',
    part: 0,
    number: '1',
    isNumberClaimed: false,
    status: 'open',
    revision: 1,
    fingerprint: fingerprintOf(draft.content),
    batchId: 'b0',
    createdAt: 1,
    modifiedAt: 1,
    deletedAt: null,
    facts: draft.facts,
    state: JSON.stringify({ lines: [{ id: 501, key: 'l1', sku: 'SKU-1', createdAt: 1 }] }),
    content: draft.content,
    ...fields,
  };
}

export function commandOf(drafts: readonly SealedDraft[], fields: Partial<Command> = {}): Command {
  const items = drafts.map((draft, index): CommandItem => itemOf(draft, index));
  return { accountId: 1, batchId: 'b1', at: 1_000, receiptKey: null, splitRules: [], items, ...fields };
}

export function itemOf(draft: SealedDraft, label: Label): CommandItem {
  return { label, draft };
}

export function foundOf(orders: readonly OrderRow[] = [], fields: Partial<Found> = {}): Found {
  return { orders, takenNumbers: new Set(), receipt: null, shelf: null, ...fields };
}

/** Consecutive ids from 100 and, for lines, from 900. */
export function countingIds(): IdSource {
  let order = 100;
  let line = 900;
  return {
    nextOrderId: () => order++,
    nextLineIds: (count) => Array.from({ length: count }, () => line++),
  };
}
