/**
 * The rules of the intake once more, in the plainest form: a Map of orders, one item after the other, written from
 * the house's decisions and not from planCommand. Ids are learned from what the store answers.
 * Used by generated.ts, which sends the same batches to both.
 */
import type { Label } from '../../core/outcome.ts';

export type ModelItem =
  | { kind: 'put'; orderKey: string | null; orderId: number | null; status: string; note: string; claim: string | null }
  | { kind: 'delete'; orderId: number };

export type ModelOrder = {
  orderId: number;
  orderKey: string | null;
  number: string | null;
  status: string;
  content: string;
  revision: number;
  formers: string[];
  isDeleted: boolean;
};

/** What the store must answer; a created order's id is the store's to give. */
export type Expected = { word: string; orderId: number | null };

export class Model {
  readonly orders = new Map<number, ModelOrder>();
  /** One for every change, in order. */
  readonly events: string[] = [];
  /** Numbers that stand or stood in this batch: what a batch frees is free for the next one. */
  #numbers = new Set<string | null>();
  readonly #receipts = new Map<string, { content: string; answer: Expected }>();

  beginBatch(): void {
    this.#numbers = new Set(this.live().map((order) => order.number));
  }

  /** The answer to one item; `givenId` is the id the store answered, used when the order is new. */
  take(item: ModelItem, context: { receiptKey: string | null; label: Label; givenId: number | null }): Expected {
    const receipt = context.receiptKey === null ? null : JSON.stringify([context.receiptKey, context.label]);
    const content = JSON.stringify(item);
    const finished = receipt === null ? undefined : this.#receipts.get(receipt);
    if (finished !== undefined) return finished.content === content ? finished.answer : refused('receipt_differs');
    const answer = item.kind === 'put' ? this.#put(item, context.givenId) : this.#delete(item.orderId);
    if (receipt !== null && answer.orderId !== null) this.#receipts.set(receipt, { content, answer });
    return answer;
  }

  live(): ModelOrder[] {
    return [...this.orders.values()].filter((order) => !order.isDeleted);
  }

  #put(item: ModelItem & { kind: 'put' }, givenId: number | null): Expected {
    const found = this.#named(item);
    if (typeof found === 'string') return refused(found);
    const content = contentText(item);
    if (found !== null && found.content === content) return { word: `kept r${found.revision}`, orderId: found.orderId };
    if (found !== null && (found.status === 'shipped' || found.status === 'canceled')) return refused('order_locked');
    if (item.claim !== null && this.#isTaken(item.claim, found)) return refused('order_number_taken');
    return found === null ? this.#create(item, givenId) : this.#replace(found, item);
  }

  #named({ orderId, orderKey }: ModelItem & { kind: 'put' }): ModelOrder | string | null {
    if (orderId === null) {
      return orderKey === null ? null : (this.live().find((order) => order.orderKey === orderKey) ?? null);
    }
    const order = this.orders.get(orderId);
    if (order === undefined || order.isDeleted) return 'order_unknown';
    return orderKey === null || orderKey === order.orderKey ? order : 'order_key_differs';
  }

  #isTaken(claim: string, own: ModelOrder | null): boolean {
    return own?.number !== claim && this.#numbers.has(claim);
  }

  #create(item: ModelItem & { kind: 'put' }, givenId: number | null): Expected {
    const orderId = givenId ?? Number.NaN;
    const content = contentText(item);
    const { orderKey, claim, status } = item;
    const order = { orderId, orderKey, number: claim, status, content, revision: 1, formers: [], isDeleted: false };
    this.orders.set(orderId, order);
    this.#numbers.add(claim);
    this.events.push(`order.created ${orderId} 1`);
    return { word: 'created r1', orderId };
  }

  #replace(order: ModelOrder, item: ModelItem & { kind: 'put' }): Expected {
    order.formers.push(order.content);
    order.content = contentText(item);
    order.status = item.status;
    order.revision += 1;
    // An order that states no number any more keeps the one it has.
    order.number = item.claim ?? order.number;
    this.#numbers.add(order.number);
    this.events.push(`order.replaced ${order.orderId} ${order.revision}`);
    return { word: `replaced r${order.revision}`, orderId: order.orderId };
  }

  #delete(orderId: number): Expected {
    const order = this.orders.get(orderId);
    if (order === undefined || order.isDeleted) return refused('order_unknown');
    order.formers.push(order.content);
    order.revision += 1;
    order.isDeleted = true;
    this.events.push(`order.deleted ${orderId} ${order.revision}`);
    return { word: `replaced r${order.revision}`, orderId };
  }
}

function refused(word: string): Expected {
  return { word, orderId: null };
}

/** What the sameness of two puts depends on. */
function contentText({ status, note, claim }: ModelItem & { kind: 'put' }): string {
  return JSON.stringify({ status, note, claim });
}
