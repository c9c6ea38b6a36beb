/**
 * Receipts: what an Idempotency-Key has finished, kept per item (decision 6). On a retry an item that succeeded is
 * answered again without being done again, one that failed is tried again, and a finished one that now differs is
 * refused. Only successes are kept: a refusal is never replayed.
 */
import type { CommandItem, ReceiptItem } from '../command.ts';
import { draftDigest, operationDigest } from '../fingerprint.ts';
import { type Label, type Outcome, refusalOf } from '../outcome.ts';
import { type Desk, fingerprintIn } from './desk.ts';

/** The outcome to speak again, a refusal when the item differs from the finished one, or null when it is to be done. */
export function replayOf(desk: Desk, receipt: ReadonlyMap<Label, ReceiptItem>, item: CommandItem): Outcome | null {
  const done = receipt.get(item.label);
  if (done === undefined) return null;
  if (done.digest === digestIn(desk, item)) return done.outcome;
  return { label: item.label, kind: 'refused', refusal: differs(item) };
}

/** The receipt with this command's successes; null when there is still none. */
export function receiptAfter(
  desk: Desk,
  before: ReadonlyMap<Label, ReceiptItem>,
  outcomes: readonly Outcome[],
): readonly ReceiptItem[] | null {
  const added = desk.command.items.flatMap((item, index): ReceiptItem[] => {
    const outcome = outcomes[index];
    if (outcome === undefined || outcome.kind === 'refused' || before.has(item.label)) return [];
    return [{ label: item.label, digest: digestIn(desk, item), outcome }];
  });
  return added.length === 0 ? null : [...before.values(), ...added];
}

function digestIn(desk: Desk, item: CommandItem): string {
  return 'draft' in item ? draftDigest(item.draft, fingerprintIn(desk, item.draft)) : operationDigest(item.operation);
}

function differs(item: CommandItem) {
  const pointer = 'draft' in item ? item.draft.pointer : item.operation.pointer;
  return refusalOf([
    {
      code: 'receipt_differs',
      pointer,
      expected: 'the same content as when the idempotency key was first used for this item',
      given: 'another content',
    },
  ]);
}
