/**
 * One slice of an import taken in, for real or as a dry run: an outcome for every item, in their order. For real it
 * bears a receipt key of its own, so that a slice that is taken in a second time, because its process died before it
 * could tell, answers what was done then.
 * Called by validate.ts and run.ts.
 */
import type { Account } from '../core/accounts.ts';
import type { DuplicateRule } from '../core/batch.ts';
import type { ImportTally, OutcomeCounts, RowProblem } from '../core/imports/desk.ts';
import type { Intake } from '../core/intake.ts';
import { mapInTurns } from '../core/loop-turn.ts';
import type { OrderRef } from '../core/order.ts';
import type { Outcome } from '../core/outcome.ts';
import { type ReadItem, type ReadTerms, readItem } from './read-item.ts';
import type { SourceItem } from './source.ts';

export type ItemOutcome = { kind: Outcome['kind']; orders: readonly OrderRef[]; problems: readonly RowProblem[] };

export type SliceTerms = ReadTerms & {
  intake: Pick<Intake, 'takeIn'>;
  account: Account;
  importId: string;
  onDuplicate: DuplicateRule;
};
export type ReadSlice = { sliceNo: number; sources: readonly SourceItem[]; items: readonly ReadItem[] };

export async function readSlice(sliceNo: number, sources: readonly SourceItem[], terms: ReadTerms): Promise<ReadSlice> {
  const items = await mapInTurns(sources, (source, index) => readItem(source, index, terms));
  return { sliceNo, sources, items };
}

export async function takeSlice(
  slice: ReadSlice,
  terms: SliceTerms,
  isDryRun: boolean,
): Promise<readonly ItemOutcome[]> {
  const { intake, account, importId, onDuplicate } = terms;
  const { outcomes } = await intake.takeIn(account, {
    items: slice.items.flatMap((read) => (read.kind === 'send' ? [read.item] : [])),
    receiptKey: isDryRun ? null : `import\n${importId}\n${slice.sliceNo}`,
    batchId: importId,
    rules: { policy: 'independent', isDryRun, onDuplicate, isRecorded: false },
  });
  const rest = outcomes.values();
  return slice.items.map((read) => outcomeOf(read, read.kind === 'send' ? rest.next().value : undefined));
}

function outcomeOf(read: ReadItem, outcome: Outcome | undefined): ItemOutcome {
  if (read.kind === 'refused') return { kind: 'refused', orders: [], problems: read.problems };
  if (read.kind === 'taken') {
    return { kind: 'kept', orders: [{ orderId: read.orderId, orderKey: '', number: '', revision: 0 }], problems: [] };
  }
  if (outcome === undefined) throw new Error('the intake must answer one outcome for every item');
  if (outcome.kind === 'refused') {
    return { kind: 'refused', orders: [], problems: outcome.refusal.problems.map(read.problemOf) };
  }
  return { kind: outcome.kind, orders: outcome.orders, problems: [] };
}

/** What the orders of two slices that are under way at once must not share. */
export function* namesOf({ items }: ReadSlice): Generator<string> {
  for (const read of items) {
    if (read.kind !== 'send' || !('draft' in read.item)) continue;
    const { orderId, orderKey, isNumberClaimed, content } = read.item.draft;
    if (orderId !== null) yield `id ${orderId}`;
    if (orderKey !== null) yield `key ${orderKey}`;
    if (isNumberClaimed && content.number !== undefined) yield `number ${content.number}`;
  }
}

export function emptyTally(): ImportTally {
  return { rows: 0, orders: 0, counts: noCounts(), rowCounts: noCounts(), refusedByCode: {} };
}

/** Every order and every row counted once; a refused row under the first code that stands with it. */
export function addToTally(
  tally: ImportTally,
  sources: readonly SourceItem[],
  outcomes: readonly ItemOutcome[],
): ImportTally {
  const sum: ImportTally = {
    rows: tally.rows,
    orders: tally.orders + sources.length,
    counts: { ...tally.counts },
    rowCounts: { ...tally.rowCounts },
    refusedByCode: { ...tally.refusedByCode },
  };
  for (const [index, { kind, problems }] of outcomes.entries()) {
    const rows = sources[index]?.rows.length ?? 0;
    sum.rows += rows;
    sum.counts[kind] += 1;
    sum.rowCounts[kind] += rows;
    const [first] = problems;
    if (first !== undefined) sum.refusedByCode[first.code] = (sum.refusedByCode[first.code] ?? 0) + 1;
  }
  return sum;
}

function noCounts(): OutcomeCounts {
  return { created: 0, replaced: 0, kept: 0, refused: 0 };
}
