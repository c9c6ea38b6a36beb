/**
 * What clients have done to each key and what the store says became of it, held against a sequential model: the
 * revisions of an order are the writes that took effect, one after the other. Nothing acknowledged is missing, nothing
 * is there twice or unasked for, no write that was over stands behind one that had not begun, no key has two orders.
 * Used by the tests of many nodes; pure but for reading the store.
 */
import type { OrderContent } from '../src/core/order.ts';
import type { Store } from '../src/core/store.ts';

/** One write of one key; `note` stands in the order and is unlike any other. */
export type Write = { key: string; note: string; sentAt: number; answeredAt: number | null; orderId: number | null };

export class History {
  readonly writes: Write[] = [];
  #clock = 0;

  /** An order of its own, so that no two happenings are at one time. */
  tick(): number {
    this.#clock += 1;
    return this.#clock;
  }

  get acknowledged(): number {
    return this.writes.filter(({ answeredAt }) => answeredAt !== null).length;
  }

  /** Every way in which the store and the history do not agree; empty when they do. */
  async compare(store: Store, accountId: number): Promise<string[]> {
    const writesByKey = Map.groupBy(this.writes, ({ key }) => key);
    const problems: string[] = [];
    const eventsByOrder = Map.groupBy(await allEvents(store, accountId), ({ orderId }) => orderId);
    for (const [key, writes] of writesByKey) {
      const orders = await store.findOrders(accountId, { orderKey: key });
      const [order] = orders;
      if (orders.length > 1) problems.push(`${key} has ${orders.length} orders`);
      if (order === undefined) {
        problems.push(
          ...writes.filter(({ answeredAt }) => answeredAt !== null).map(({ note }) => `${key} lost ${note}`),
        );
        continue;
      }
      const formers = await store.listRevisions(accountId, order.orderId);
      const notes = [...formers.map(({ content }) => JSON.parse(content ?? '') as OrderContent), order.content].map(
        ({ internalNote }) => internalNote ?? '',
      );
      const numbers = [...formers.map(({ revision }) => revision), order.revision];
      const told = (eventsByOrder.get(order.orderId) ?? []).map(({ revision }) => revision);
      problems.push(
        ...gaps(key, numbers),
        ...(String(told) === String(numbers) ? [] : [`${key}: events tell of ${told}, revisions are ${numbers}`]),
        ...disorder(key, writes, notes),
        ...writes
          .filter(({ orderId }) => orderId !== null && orderId !== order.orderId)
          .map(({ orderId }) => `${key} was answered as order ${orderId}, and is ${order.orderId}`),
      );
    }
    return problems;
  }
}

async function allEvents(store: Store, accountId: number) {
  const events = [];
  for (let eventId = 0; ; ) {
    const page = await store.listEvents(accountId, { eventId, limit: 10_000 });
    const last = page.at(-1);
    if (last === undefined) return events;
    events.push(...page);
    eventId = last.eventId;
  }
}

function gaps(key: string, numbers: readonly number[]): string[] {
  return numbers.every((number, index) => number === index + 1) ? [] : [`${key} has the revisions ${numbers}`];
}

/** `notes`: what took effect, in the order of the revisions. */
function disorder(key: string, writes: readonly Write[], notes: readonly string[]): string[] {
  const places = new Map(notes.map((note, place) => [note, place]));
  const known = new Set(writes.map(({ note }) => note));
  const problems = notes.filter((note) => !known.has(note)).map((note) => `${key} holds ${note}, which nobody sent`);
  if (places.size !== notes.length) problems.push(`${key} holds a write twice: ${notes}`);
  let begun = 0;
  // From the last revision to the first: none may have been over before one of the later ones began.
  const byNote = new Map(writes.map((write) => [write.note, write]));
  let earliestEnd = Number.POSITIVE_INFINITY;
  for (const note of notes.toReversed()) {
    const write = byNote.get(note);
    if (write === undefined) continue;
    begun = write.sentAt;
    if (begun > earliestEnd) problems.push(`${key}: ${note} began after a later revision was answered`);
    earliestEnd = Math.min(earliestEnd, write.answeredAt ?? Number.POSITIVE_INFINITY);
  }
  const lost = writes.filter(({ answeredAt, note }) => answeredAt !== null && !places.has(note));
  return [...problems, ...lost.map(({ note }) => `${key} lost ${note}`)];
}
