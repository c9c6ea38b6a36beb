/**
 * What is left of things that stand beside orders once the person who bought is forgotten: labels of parcels, receipts
 * of retries, records of batches. What was sent, when and by whom it was carried stays; what a refusal repeats of the
 * person's words goes, and so does a label that holds them.
 * Pure; used by drivers in the transaction that rewrites former documents.
 */
import type { BatchRecord, ReceiptItem, RefusedItem } from '../command.ts';
import { type Parcel, type ParcelRow, parcelRowOf } from '../shipments/parcel.ts';
import { anonymousAddress, anonymousLine } from './anonymize.ts';

/** Shorter words stand everywhere and name nobody. */
const WORD_CHARS_MIN = 3;
const FORGOTTEN = 'forgotten';

export function anonymousParcel(document: string): Pick<ParcelRow, 'recipient' | 'document'> {
  const parcel = JSON.parse(document) as Parcel;
  const { recipient, document: kept } = parcelRowOf({
    ...parcel,
    email: undefined,
    billing: undefined,
    shipTo: anonymousAddress(parcel.shipTo),
    lines: parcel.lines.map((entry) => ({ ...entry, line: anonymousLine(entry.line) })),
  });
  return { recipient, document: kept };
}

/** As they are looked for: each in the form in which two texts are the same without regard to case. */
export function wordsSought(words: readonly string[]): readonly string[] {
  const trimmed = words.map((word) => word.trim().toLowerCase());
  return [...new Set(trimmed)].filter((word) => word.length >= WORD_CHARS_MIN);
}

/**
 * Null when nothing is to be left out. Only what names one person counts here, an address or a whole name: an item that
 * is left out is done again by a retry.
 */
export function receiptWithout(items: string, words: readonly string[]): string | null {
  const naming = words.filter((word) => /[@\s]/.test(word));
  if (!holds(items, naming)) return null;
  const all = JSON.parse(items) as readonly ReceiptItem[];
  const kept = all.filter((item) => !holds(JSON.stringify(item), naming));
  return JSON.stringify(kept);
}

/** Null when none of the words stands there. */
export function recordWithout(record: string, words: readonly string[]): string | null {
  if (!holds(record, words)) return null;
  const { refused, ...counts } = JSON.parse(record) as BatchRecord;
  return JSON.stringify({ ...counts, refused: refused.map((item) => withoutWords(item, words)) });
}

function withoutWords({ label, refusal }: RefusedItem, words: readonly string[]): RefusedItem {
  if (!holds(JSON.stringify({ label, refusal }), words)) return { label, refusal };
  const problems = refusal.problems.map((problem) => ({ ...problem, given: FORGOTTEN }));
  return { label: holds(String(label), words) ? FORGOTTEN : label, refusal: { ...refusal, problems } };
}

function holds(text: string, words: readonly string[]): boolean {
  const folded = text.toLowerCase();
  return words.some((word) => folded.includes(JSON.stringify(word).slice(1, -1)));
}
