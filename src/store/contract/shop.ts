/**
 * A shop for the contract's tests: one account of the store under test, an intake with a clock the test sets, and
 * short words for sending drafts and operations and for telling what became of them.
 * Used by every part of the contract; never by the product.
 */
import { randomUUID } from 'node:crypto';
import type { Account, AccountSettings } from '../../core/accounts.ts';
import type { Batch, BatchItem, Draft } from '../../core/batch.ts';
import { Intake } from '../../core/intake.ts';
import type { Operation, OperationTarget } from '../../core/operation.ts';
import type { Order, OrderContent } from '../../core/order.ts';
import type { Label, Outcome } from '../../core/outcome.ts';
import type { OrderName, OrderQuery, OrderScan } from '../../core/queries.ts';
import type { Store } from '../../core/store.ts';

/** `reopen` closes the store and opens what it has kept; absent where nothing is kept. */
export type OpenedStore = { store: Store; reopen?: () => Promise<Store>; close: () => Promise<void> };

export type OpenShop = () => Promise<Shop>;

/** What a test says of a draft; the rest is filled in. `label` is the position unless stated. */
export type Entry = Partial<Omit<Draft, 'content'>> & { label?: Label; content?: Partial<OrderContent> };

export class Shop {
  readonly store: Store;
  readonly account: Account;
  /** What the clock reads. */
  now = 1_700_000_000_000;
  settings: AccountSettings = {};
  readonly #intake: Intake;

  constructor(store: Store, account: Account) {
    this.store = store;
    this.account = account;
    this.#intake = new Intake({ store, clock: () => this.now });
  }

  get accountId(): number {
    return this.account.accountId;
  }

  async take(items: readonly BatchItem[], receiptKey: string | null = null): Promise<readonly Outcome[]> {
    return (await this.takeBatch({ items, receiptKey })).outcomes;
  }

  takeBatch(batch: Batch) {
    return this.#intake.takeIn({ ...this.account, settings: this.settings }, batch);
  }

  /** Drafts, positions as labels unless an entry says otherwise. */
  send(entries: readonly Entry[], receiptKey: string | null = null): Promise<readonly Outcome[]> {
    return this.take(entries.map(itemOf), receiptKey);
  }

  /** One draft that must be created whole; its order id. */
  async create(entry: Entry): Promise<number> {
    const [outcome] = await this.send([entry]);
    return onlyId(outcome);
  }

  async find(name: OrderName): Promise<readonly Order[]> {
    return this.store.findOrders(this.accountId, name);
  }

  /** The only order of that id. */
  async order(orderId: number): Promise<Order> {
    const [order] = await this.find({ orderId });
    if (order === undefined) throw new Error(`order ${orderId} must be found`);
    return order;
  }

  list(query: Partial<OrderQuery> = {}) {
    return this.store.listOrders(this.accountId, {
      sort: 'orderId',
      isDescending: false,
      offset: 0,
      limit: 500,
      ...query,
    });
  }

  /** A whole scan, page by page. */
  async scan(scan: Partial<OrderScan> = {}): Promise<readonly Order[]> {
    const orders: Order[] = [];
    for (let after: OrderScan['after'] = null; ; ) {
      const sorting = { sort: 'orderId', isDescending: false } as const;
      const page = await this.store.scanOrders(this.accountId, { ...sorting, limit: 2, ...scan, after });
      orders.push(...page.orders);
      if (page.next === null) return orders;
      after = page.next;
    }
  }

  events() {
    return this.store.listEvents(this.accountId, { eventId: 0, limit: 100_000 });
  }

  revisions(orderId: number) {
    return this.store.listRevisions(this.accountId, orderId);
  }
}

export async function openShop(store: Store): Promise<Shop> {
  return new Shop(store, await store.createAccount(`shop ${randomUUID()}`, 1));
}

export function contentOf(fields: Partial<OrderContent> = {}): OrderContent {
  return { status: 'open', lines: [{ key: 'l1', sku: 'SKU-1', quantity: 2, unitPriceE4: 141_100 }], ...fields };
}

export function itemOf(entry: Entry, index: number): BatchItem {
  const { label = index, content, ...stated } = entry;
  const draft: Draft = {
    pointer: `/${index}`,
    linesPointer: `/${index}/lines`,
    orderId: null,
    orderKey: null,
    isNumberClaimed: false,
    isSplittable: false,
    ...stated,
    content: contentOf(content),
  };
  return { label, draft };
}

export function deletionOf(target: OperationTarget, label: Label = 0): BatchItem {
  return { label, operation: { kind: 'delete', pointer: '', target } };
}

export function completionOf(
  target: OperationTarget,
  fields: (Operation & { kind: 'complete' })['fields'] = {},
): BatchItem {
  return { label: 0, operation: { kind: 'complete', pointer: '', target, fields } };
}

/** A note in the place of the one that is there. */
export function noteOf(target: OperationTarget, text: string): BatchItem {
  const annotation = { internalNote: { text, isReplacing: true } };
  return { label: 0, operation: { kind: 'annotate', pointer: '', target, annotation } };
}

/** `created r1`, `kept r3`, or the code of the refusal; one for every outcome. */
export function told(outcomes: readonly Outcome[]): string[] {
  return outcomes.map((outcome) => {
    if (outcome.kind === 'refused') return outcome.refusal.code;
    return [outcome.kind, ...outcome.orders.map((order) => `r${order.revision}`)].join(' ');
  });
}

/** Ids of the orders an outcome names; none when it is a refusal. */
export function idsOf(outcome: Outcome | undefined): number[] {
  if (outcome === undefined || outcome.kind === 'refused') return [];
  return outcome.orders.map((order) => order.orderId);
}

export function onlyId(outcome: Outcome | undefined): number {
  const [orderId, ...others] = idsOf(outcome);
  if (orderId === undefined || others.length > 0) throw new Error(`one order expected: ${JSON.stringify(outcome)}`);
  return orderId;
}
