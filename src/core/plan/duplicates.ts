/**
 * Drafts of one batch that name the same order, where the caller did not want them one after the other (batch.ts,
 * DuplicateRule). Where the first wins, sameness is asked first here too: a later draft that says the same is kept.
 * Asked by plan.ts before every draft is decided.
 */
import type { CommandItem, OrderRow, SealedDraft } from '../command.ts';
import type { Label, Outcome, Problem } from '../outcome.ts';
import { type Desk, fingerprintIn, rowsByKey } from './desk.ts';

/** Who has named which order first. */
export type Namings = {
  /** For `first_wins`: by order id, the item that was taken. */
  readonly takenBy: Map<number, Label>;
  /** For `refuse`: items that name what another one names, with that one. */
  readonly rivalOf: ReadonlyMap<CommandItem, Label>;
};

/** The desk is still as the store was found. */
export function newNamings(desk: Desk): Namings {
  const isRefusing = desk.command.rules?.onDuplicate === 'refuse';
  return { takenBy: new Map(), rivalOf: isRefusing ? rivalsOf(desk, desk.command.items) : new Map() };
}

/** An item that a receipt has answered again has taken its order too. */
export function noteTaken(desk: Desk, { takenBy }: Namings, outcome: Outcome): void {
  if (desk.command.rules?.onDuplicate !== 'first_wins' || outcome.kind === 'refused') return;
  for (const { orderId } of outcome.orders) {
    if (!takenBy.has(orderId)) takenBy.set(orderId, outcome.label);
  }
}

/** Null when nothing speaks against deciding the draft. */
export function repeatedProblem(
  desk: Desk,
  namings: Namings,
  item: CommandItem & { draft: SealedDraft },
): Problem | null {
  const { draft } = item;
  const rival = namings.rivalOf.get(item);
  if (rival !== undefined) return problemOf(draft, rival);
  if (desk.command.rules?.onDuplicate !== 'first_wins') return null;
  const taken = rowsNamed(desk, draft).find((row) => namings.takenBy.has(row.orderId));
  if (taken === undefined || taken.fingerprint === fingerprintIn(desk, draft)) return null;
  return problemOf(draft, namings.takenBy.get(taken.orderId));
}

function problemOf(draft: SealedDraft, rival: Label | undefined): Problem {
  return {
    code: 'order_repeated',
    pointer: draft.pointer,
    expected: 'an order that no other item of the batch names',
    given: `the order that item ${JSON.stringify(rival)} names`,
  };
}

function rowsNamed(desk: Desk, draft: SealedDraft): readonly OrderRow[] {
  if (draft.orderId === null) return draft.orderKey === null ? [] : rowsByKey(desk, draft.orderKey);
  const row = desk.rowById.get(draft.orderId);
  return row === undefined ? [] : [row];
}

function rivalsOf(desk: Desk, items: readonly CommandItem[]): Map<CommandItem, Label> {
  const itemsByName = new Map<string, CommandItem[]>();
  for (const item of items) {
    const name = 'draft' in item ? nameOf(desk, item.draft) : null;
    if (name === null) continue;
    const rivals = itemsByName.get(name) ?? [];
    rivals.push(item);
    itemsByName.set(name, rivals);
  }
  const rivalOf = new Map<CommandItem, Label>();
  for (const [first, second, ...others] of itemsByName.values()) {
    if (first === undefined || second === undefined) continue;
    rivalOf.set(first, second.label);
    for (const item of [second, ...others]) rivalOf.set(item, first.label);
  }
  return rivalOf;
}

/** An order that exists has one name, whether it is named by its id or its key. */
function nameOf(desk: Desk, draft: SealedDraft): string | null {
  if (draft.orderId !== null) return `id ${draft.orderId}`;
  if (draft.orderKey === null) return null;
  const [row, other] = rowsByKey(desk, draft.orderKey);
  return row === undefined || other !== undefined ? `key ${draft.orderKey}` : `id ${row.orderId}`;
}
