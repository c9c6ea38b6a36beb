/**
 * A command and its outcomes as they cross the thread: the documents as they are, all the rest as one JSON text in which
 * a draft, or the outcome of one, is the list of its values. Cloning a text costs next to nothing and parsing it is
 * twice as fast as cloning objects; names would double the text, and putting the documents into it would be slower than
 * either. Packed and unpacked by driver.ts and group.ts.
 */
import type { Command, CommandItem, SealedDraft } from '../../core/command.ts';
import type { Label, Outcome } from '../../core/outcome.ts';

export type PackedCommand = { rest: string /** Of the drafts, in their order. */; contents: readonly string[] };

type DraftItem = Extract<CommandItem, { draft: SealedDraft }>;
type Bare = Omit<SealedDraft, 'content'>;
type Facts = SealedDraft['facts'];
/** What is not stated is null, as it is in JSON. */
type PackedDraft = readonly [
  label: Label,
  pointer: string,
  linesPointer: string,
  orderId: Bare['orderId'],
  orderKey: Bare['orderKey'],
  freshKey: string,
  number: Bare['number'],
  isNumberClaimed: boolean,
  isSplittable: boolean,
  ifRevision: number | null,
  status: Bare['status'],
  lines: Bare['lines'],
  tagIds: Bare['tagIds'],
  placedAt: Facts['placedAt'],
  paidAt: Facts['paidAt'],
  storeId: Facts['storeId'],
  customerName: Facts['customerName'],
  given: NonNullable<Bare['given']> | null,
  wish: NonNullable<Bare['wish']> | null,
];
type PackedItem = Exclude<CommandItem, DraftItem> | PackedDraft;
type Done = Exclude<Outcome, { kind: 'refused' }>;
/** Of one order and no parcel, as nearly all are. */
type PackedOutcome = readonly [
  label: Label,
  kind: Done['kind'],
  orderId: number,
  orderKey: string,
  number: string,
  revision: number,
];

export function packCommand(command: Command): PackedCommand {
  const contents: string[] = [];
  const items = command.items.map((item): PackedItem => {
    if (!('draft' in item)) return item;
    contents.push(item.draft.content);
    return packDraft(item);
  });
  return { rest: JSON.stringify({ ...command, items }), contents };
}

export function unpackCommand({ rest, contents }: PackedCommand): Command {
  const command = JSON.parse(rest) as Omit<Command, 'items'> & { items: readonly PackedItem[] };
  let next = 0;
  const items = command.items.map((item): CommandItem => {
    if (!isPackedDraft(item)) return item;
    const content = contents[next];
    if (content === undefined) throw new Error('every draft of a packed command must have its document');
    next += 1;
    return unpackDraft(item, content);
  });
  return { ...command, items };
}

export function packOutcomes(outcomes: readonly Outcome[]): string {
  return JSON.stringify(outcomes.map(packOutcome));
}

export function unpackOutcomes(packed: string): readonly Outcome[] {
  return (JSON.parse(packed) as readonly (Outcome | PackedOutcome)[]).map(unpackOutcome);
}

/** Roughly, so that what waits and what one commit carries can be bounded. */
export function bytesOf({ contents, rest }: PackedCommand): number {
  return contents.reduce((sum, content) => sum + content.length, rest.length);
}

function isPackedDraft(item: PackedItem): item is PackedDraft {
  return Array.isArray(item);
}

function packDraft({ label, draft }: DraftItem): PackedDraft {
  const { placedAt, paidAt, storeId, customerName } = draft.facts;
  return [
    label,
    draft.pointer,
    draft.linesPointer,
    draft.orderId,
    draft.orderKey,
    draft.freshKey,
    draft.number,
    draft.isNumberClaimed,
    draft.isSplittable,
    draft.ifRevision ?? null,
    draft.status,
    draft.lines,
    draft.tagIds,
    placedAt,
    paidAt,
    storeId,
    customerName,
    draft.given ?? null,
    draft.wish ?? null,
  ];
}

function unpackDraft(packed: PackedDraft, content: string): DraftItem {
  return {
    label: packed[0],
    draft: {
      pointer: packed[1],
      linesPointer: packed[2],
      orderId: packed[3],
      orderKey: packed[4],
      freshKey: packed[5],
      number: packed[6],
      isNumberClaimed: packed[7],
      isSplittable: packed[8],
      ifRevision: packed[9] ?? undefined,
      status: packed[10],
      content,
      lines: packed[11],
      tagIds: packed[12],
      facts: { placedAt: packed[13], paidAt: packed[14], storeId: packed[15], customerName: packed[16] },
      given: packed[17] ?? undefined,
      wish: packed[18] ?? undefined,
    },
  };
}

function packOutcome(outcome: Outcome): Outcome | PackedOutcome {
  if (outcome.kind === 'refused' || outcome.orders.length > 1 || outcome.parcelId !== undefined) return outcome;
  const [{ orderId, orderKey, number, revision }] = outcome.orders;
  return [outcome.label, outcome.kind, orderId, orderKey, number, revision];
}

function unpackOutcome(packed: Outcome | PackedOutcome): Outcome {
  if (!isPackedOutcome(packed)) return packed;
  const [label, kind, orderId, orderKey, number, revision] = packed;
  return { label, kind, orders: [{ orderId, orderKey, number, revision }] };
}

function isPackedOutcome(packed: Outcome | PackedOutcome): packed is PackedOutcome {
  return Array.isArray(packed);
}
