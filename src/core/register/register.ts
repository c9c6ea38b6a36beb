/**
 * The register: what orders have named, each with an id of ours from its first mention on. A product is a SKU that stood
 * on a line, a customer is a username, a shopper is an e-mail address that a dialect keeps customers by. An entry is made by the command that first names it, in that command's own
 * transaction, and is never removed, so a name that was once known stays known.
 * `document` is what that first order said, in the core's words; `details` is what a dialect keeps beside it.
 * Shoppers are people to whoever reads the events: entering, changing and forgetting one is told in the transaction that does it.
 */
import type { TimeRange } from '../time.ts';

export const REGISTER_KINDS = ['product', 'customer', 'shopper'] as const;
export type RegisterKind = (typeof REGISTER_KINDS)[number];

/** What one order says of a name it bears. */
export type Mention = {
  kind: RegisterKind;
  /** The SKU or the username. */
  name: string;
  /** What a person calls it. */
  title: string;
  /** Words it can be filtered by, made by `labelOf`. */
  labels: readonly string[];
  /** JSON. */
  document: string;
};

/** A mention, and the positions of the command's items that make it. */
export type MentionDraft = Mention & { items: readonly number[] };

export type Entry = {
  entryId: number;
  name: string;
  title: string;
  createdAt: number;
  /** Null until somebody changes it. */
  modifiedAt: number | null;
  isActive: boolean;
  document: string;
  details: string | null;
};

/** Enough to answer the id of a name. */
export type EntryRef = { kind: RegisterKind; name: string; entryId: number; createdAt: number };

export type EntrySort = 'entryId' | 'name' | 'title' | 'createdAt' | 'modifiedAt';

export type RegisterQuery = {
  kind: RegisterKind;
  entryId?: number | undefined;
  /** Exactly. */
  name?: string | undefined;
  /** Exactly, without regard to case. */
  title?: string | undefined;
  created?: TimeRange | undefined;
  /** Created or changed then or later. */
  changedFrom?: number | undefined;
  isActive?: boolean | undefined;
  /** Of each group an entry bears one label at least. */
  labels?: readonly (readonly string[])[] | undefined;
  /** Entries that are equal in it stand in the order of their ids; those never modified count as the oldest. */
  sort: EntrySort;
  isDescending: boolean;
  offset: number;
  limit: number;
};

/** What is said anew of an entry, and when; its name and its document stay. */
export type DatedChange = {
  title: string;
  isActive: boolean;
  labels: readonly string[];
  details: string;
  at: number;
  /** What the change was made from: nothing is changed where somebody else has changed or forgotten the entry since. */
  from?: Pick<Entry, 'modifiedAt' | 'details'> | undefined;
};

export type EntryNames = Readonly<Partial<Record<RegisterKind, readonly string[]>>>;
/** `customerId`: as orders state it. `words`: what names the person where nothing but text is kept. */
export type Forgotten = { orderIds: readonly number[]; customerId: number; words: readonly string[] };
/** What stands in the place of a forgotten name; the id keeps it from meeting another. */
export const FORGOTTEN_NAME = 'forgotten ';

export const SHOPPER_EVENT_KINDS = ['shopper.entered', 'shopper.changed', 'shopper.forgotten'] as const;
export type ShopperEventKind = (typeof SHOPPER_EVENT_KINDS)[number];
/** Of no order; `about` is the entry. It stands among the events of orders, in their order. */
export type ShopperEvent = { orderId: 0; kind: ShopperEventKind; revision: 0; about: number };
/** An entry by its id. */
export type NamedEntry = { kind: RegisterKind; entryId: number };

/** One for every shopper among them. */
export function shopperEvents(kind: ShopperEventKind, entries: readonly NamedEntry[]): readonly ShopperEvent[] {
  const shoppers = entries.filter((entry) => entry.kind === 'shopper');
  return shoppers.map(({ entryId }) => ({ orderId: 0, kind, revision: 0, about: entryId }));
}

export interface RegisterStore {
  /** Of these names, those that have an entry; in any order. */
  findEntryRefs(accountId: number, names: EntryNames): Promise<readonly EntryRef[]>;
  /** Enters those that are not there yet, in a transaction of its own; one for every name. */
  enterNames(accountId: number, mentions: readonly Mention[], at: number): Promise<readonly EntryRef[]>;
  /** Nothing but the id is left of the entry. False when there is none of the kind with the id. */
  forgetEntry(accountId: number, named: NamedEntry, at: number): Promise<boolean>;
  /**
   * Forgets the person in the former documents of these orders, in orders of the customer that were deleted, in parcels
   * and usernames of all of these, and in what receipts and records of batches repeat of the words. What stands is
   * forgotten by the operation `anonymize`, which comes first.
   */
  forgetHistory(accountId: number, of: Forgotten, at: number): Promise<void>;
  listEntries(
    accountId: number,
    query: RegisterQuery,
  ): Promise<{ entries: readonly Entry[] /** All that match, not only this page. */; total: number }>;
  /** False when there is none of the kind with the id, or it is not what the change was made from. */
  changeEntry(accountId: number, named: NamedEntry, change: DatedChange): Promise<boolean>;
}
