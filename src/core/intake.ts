/**
 * Taking in a batch: every item becomes one outcome, same labels, same order. Drafts are serialized here, once; the
 * store decides them by `planCommand` in one transaction and answers after the commit.
 * Items that reading refused never reach the store. Called by the batch spine of every dialect.
 */
import { randomUUID } from 'node:crypto';
import type { Account, AccountSettings } from './accounts.ts';
import type { Batch, BatchItem, Draft } from './batch.ts';
import type { CatalogSettings } from './catalog/catalog.ts';
import type { Command, CommandItem, OrderFacts, SealedDraft } from './command.ts';
import { LIMITS } from './limits.ts';
import { mapInTurns } from './loop-turn.ts';
import type { OrderContent } from './order.ts';
import type { Label, Outcome, Refusal } from './outcome.ts';
import type { SplitBy } from './plan/split.ts';
import { KnownNames } from './register/mentions.ts';
import { askedWarehousesOf } from './stock/allocation.ts';
import { sealWish } from './stock/wish.ts';
import { storable } from './storable.ts';
import type { Store } from './store.ts';

export { storable } from './storable.ts';

/** Where ids that are not the store's come from; faked in tests. */
export type IntakeParts = { store: Pick<Store, 'apply'>; clock: () => number; uuid?: () => string };

export type Taken = { batchId: string; outcomes: readonly Outcome[] };

export class Intake {
  readonly #store: Pick<Store, 'apply'>;
  readonly #clock: () => number;
  readonly #uuid: () => string;
  readonly #known = new KnownNames();

  constructor(parts: IntakeParts) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#uuid = parts.uuid ?? randomUUID;
  }

  /**
   * Holds nothing of the batch but its labels and refusals while it waits for the store: what lives on from one
   * collection of garbage to the next is copied by each, and a document costs a tenth of the objects it came from.
   */
  async takeIn(account: Account, batch: Batch): Promise<Taken> {
    // Nothing is awaited behind it, so what was read lives no longer than this.
    return this.#decide(await this.#commandOf(account, batch), batch.items.map(placeOf));
  }

  async #commandOf(account: Account, batch: Batch): Promise<Command> {
    return {
      accountId: account.accountId,
      batchId: batch.batchId ?? this.#uuid(),
      at: this.#clock(),
      receiptKey: batch.receiptKey,
      splitRules: account.settings.splitRules ?? [],
      splitBy: splitByOf(account.settings),
      captureProvider: account.settings.captureProvider,
      askedWarehouses: askedWarehousesOf(account.settings.catalog),
      rules: batch.rules,
      refusedOnReading: batch.items.filter((item) => 'refusal' in item),
      items: await this.#sealAll(batch, account.settings.catalog),
      mentions: this.#known.unknownIn(account.accountId, contentsOf(batch.items)),
    };
  }

  async #decide(command: Command, places: readonly Place[]): Promise<Taken> {
    const isIdle = command.items.length === 0 && command.rules?.isRecorded !== true;
    const decided = isIdle ? [] : await this.#store.apply(command);
    this.#known.remember(command, decided);
    return { batchId: command.batchId, outcomes: inOrder(places, decided) };
  }

  #sealAll({ items }: Batch, catalog: CatalogSettings | undefined): Promise<CommandItem[]> {
    const stated = items.filter((item): item is Exclude<BatchItem, { refusal: Refusal }> => !('refusal' in item));
    return mapInTurns(stated, (item): CommandItem => {
      if ('operation' in item) return item;
      const freshKey = item.draft.orderKey === null ? this.#uuid().replaceAll('-', '') : '';
      return { label: item.label, draft: sealDraft(item.draft, freshKey, catalog) };
    });
  }
}

/** Of each criterion there are as many places as the account has made, and one for lines that have none. */
function splitByOf({ splitBy = [], catalog }: AccountSettings): SplitBy | undefined {
  if (splitBy.length === 0) return undefined;
  const places = {
    window: (catalog?.windows?.length ?? 0) + 2,
    preorder: 2,
    // Beside those with a name: the standard one, and none.
    warehouse: (catalog?.warehouses?.length ?? 0) + 2,
  };
  const partsMax = splitBy.reduce((product, criterion) => product * places[criterion], 1);
  return { criteria: splitBy, partsMax: Math.min(partsMax, LIMITS.splitPartsMax) };
}

/** Serialized once, field by field: a rest and a spread cost more than all of them. `freshKey` becomes the order key when the caller stated none, and is not read else. */
export function sealDraft(draft: Draft, freshKey: string, catalog?: CatalogSettings): SealedDraft {
  const { content } = draft;
  return {
    pointer: draft.pointer,
    linesPointer: draft.linesPointer,
    orderId: draft.orderId,
    orderKey: draft.orderKey === null ? null : storable(draft.orderKey),
    freshKey,
    number: content.number === undefined ? null : storable(content.number),
    isNumberClaimed: draft.isNumberClaimed,
    isSplittable: draft.isSplittable,
    ifRevision: draft.ifRevision,
    status: content.status,
    content: JSON.stringify(content),
    lines: content.lines.map((line) => ({ key: line.key, sku: line.sku })),
    tagIds: content.tagIds ?? [],
    facts: factsOf(content),
    given: draft.given,
    wish: sealWish(content, draft.wish, catalog),
  };
}

function factsOf(content: OrderContent): OrderFacts {
  const customerName = content.shipTo?.name ?? content.billTo?.name;
  return {
    placedAt: content.placedAt?.at ?? null,
    paidAt: content.paidAt?.at ?? null,
    storeId: content.storeId ?? null,
    customerName: customerName === undefined ? null : storable(customerName),
  };
}

/** By the position of the command's items: what is refused on reading is none of them. */
function contentsOf(items: readonly BatchItem[]): (OrderContent | null)[] {
  return items.flatMap((item) => ('refusal' in item ? [] : ['draft' in item ? item.draft.content : null]));
}

/** An item's place in the answer; `refusal` null: the store decides. */
type Place = { label: Label; refusal: Refusal | null };

function placeOf(item: BatchItem): Place {
  return { label: item.label, refusal: 'refusal' in item ? item.refusal : null };
}

/** The decided outcomes with the refusals of reading put back in their places. */
function inOrder(places: readonly Place[], decided: readonly Outcome[]): readonly Outcome[] {
  const rest = decided.values();
  const outcomes = places.map(({ label, refusal }): Outcome => {
    if (refusal !== null) return { label, kind: 'refused', refusal };
    return assertLabel(rest.next().value, label);
  });
  if (rest.next().done !== true) throw new Error('the store must answer one outcome for every item');
  return outcomes;
}

function assertLabel(outcome: Outcome | undefined, label: Label): Outcome {
  if (outcome === undefined || outcome.label !== label) {
    throw new Error(`the store must answer the items in their order: expected ${label}, got ${outcome?.label}`);
  }
  return outcome;
}
