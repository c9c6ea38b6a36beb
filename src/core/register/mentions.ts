/**
 * Which names an order mentions that the register may not hold yet: the SKUs of its lines and the customer's username.
 * What this process has seen committed is remembered, so that an order whose names are all known costs a look at a set
 * for each of them and nothing in the database. Two processes may mention a name at once; the store keeps the first.
 * Used by intake.ts, which asks before the command and tells after its commit.
 */

import type { Command } from '../command.ts';
import { LIMITS } from '../limits.ts';
import type { Address, OrderContent } from '../order.ts';
import type { Outcome } from '../outcome.ts';
import { foldCase, storable } from '../storable.ts';
import type { Mention, MentionDraft, RegisterKind } from './register.ts';

/** The document of a product. */
export type ProductFacts = { name?: string | undefined; priceE4?: number | undefined; upc?: string | undefined };
/** The document of a customer: where the first order went, else who paid for it. */
export type CustomerFacts = { email?: string | undefined; storeId?: number | undefined; address?: Address | undefined };

/**
 * A person may be forgotten by another process: for so long a new order of the same username enters no new customer.
 * What stands is only looked up once more.
 */
const CUSTOMERS_KNOWN_MS = 3_600_000;
/** A few ten megabytes at most; beyond it all of them are asked of the store once more. */
const NAMES_KNOWN_MAX = 200_000;

/** A filter word: what is compared without regard to case, in one form, without a blank. */
export function labelOf(kind: string, value: string | number): string {
  return `${kind}:${encodeURIComponent(foldCase(String(value)).toWellFormed())}`;
}

/** Of the mentions, each once, those that an item makes which was taken. */
export function takenMentions(
  mentions: readonly MentionDraft[] | undefined,
  outcomes: readonly Outcome[],
): readonly Mention[] {
  if (mentions === undefined) return [];
  return mentions.filter(({ items }) => items.some((item) => isTaken(outcomes[item])));
}

/** Shoppers are entered before the command, for the order bears their id. */
type MentionedKind = Exclude<RegisterKind, 'shopper'>;
type Known = Readonly<Record<MentionedKind, Set<string>>> & { since: number };
type Found = Map<string, Mention & { items: number[] }>;

export class KnownNames {
  readonly #knownByAccount = new Map<number, Known>();
  readonly #max: number;
  #count = 0;

  constructor(max = NAMES_KNOWN_MAX) {
    this.#max = max;
  }

  /** What the contents mention that is not known to stand; undefined when it all does. */
  unknownIn(accountId: number, contents: readonly (OrderContent | null)[]): readonly MentionDraft[] | undefined {
    const known = this.#knownByAccount.get(accountId);
    const found: Found = new Map();
    contents.forEach((content, item) => {
      if (content === null) return;
      for (const line of content.lines) {
        if (line.sku === undefined || line.isAdjustment === true || known?.product.has(line.sku)) continue;
        note(found, { kind: 'product', name: line.sku, item }, () => productOf(line));
      }
      const username = content.customer?.username;
      if (username === undefined || known?.customer.has(username)) return;
      note(found, { kind: 'customer', name: username, item }, () => customerOf(content));
    });
    return found.size === 0 ? undefined : [...found.values()];
  }

  /** After the commit. */
  remember({ accountId, at, mentions, rules, items }: Command, outcomes: readonly Outcome[]): void {
    const isForgetting = items.some((item) => 'operation' in item && item.operation.kind === 'anonymize');
    this.#count += mentions?.length ?? 0;
    if (this.#count > this.#max) this.#forgetAll(mentions?.length ?? 0);
    const known = this.#knownOf(accountId, at);
    if (isForgetting) known.customer.clear();
    if (mentions === undefined || rules?.isDryRun === true) return;
    for (const { kind, name } of takenMentions(mentions, outcomes)) if (kind !== 'shopper') known[kind].add(name);
  }

  #knownOf(accountId: number, at: number): Known {
    const before = this.#knownByAccount.get(accountId);
    if (before !== undefined && at - before.since < CUSTOMERS_KNOWN_MS) return before;
    const known = { product: before?.product ?? new Set<string>(), customer: new Set<string>(), since: at };
    this.#knownByAccount.set(accountId, known);
    return known;
  }

  #forgetAll(count: number): void {
    this.#knownByAccount.clear();
    this.#count = count;
  }
}

function note(
  found: Found,
  { kind, name, item }: { kind: RegisterKind; name: string; item: number },
  describe: () => Pick<Mention, 'title' | 'labels' | 'document'>,
): void {
  // Longer than any index row: such a text is no name that anybody looks for.
  if (name.trim() === '' || name.length > LIMITS.registerNameCharsMax) return;
  const memo = `${kind} ${name}`;
  const known = found.get(memo);
  if (known === undefined) found.set(memo, { kind, name: storable(name), ...describe(), items: [item] });
  else if (known.items.at(-1) !== item) known.items.push(item);
}

/** By a command whose changes were committed: a plan that changes nothing has no such outcome, or is a dry run. */
function isTaken(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'created' || outcome?.kind === 'replaced';
}

function productOf({ sku = '', name, unitPriceE4, upc }: OrderContent['lines'][number]) {
  const facts: ProductFacts = { name, priceE4: unitPriceE4, upc };
  const labels = upc === undefined || upc === '' ? [] : [labelOf('upc', upc)];
  return { title: name ?? sku, labels, document: JSON.stringify(facts) };
}

function customerOf({ customer, shipTo, billTo, storeId }: OrderContent) {
  const address = shipTo ?? billTo;
  const facts: CustomerFacts = { email: customer?.email ?? address?.email, storeId, address };
  const labels = [
    ...(address?.country ? [labelOf('country', address.country)] : []),
    ...(address?.state ? [labelOf('state', address.state)] : []),
    ...(storeId === undefined ? [labelOf('store', 0)] : [labelOf('store', storeId)]),
  ];
  return { title: address?.name ?? customer?.username ?? '', labels, document: JSON.stringify(facts) };
}
