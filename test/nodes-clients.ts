/**
 * Clients that upsert the same keys at random through random nodes, and write down what they sent and what they were
 * told. A request that is refused, cut or unanswered has an unknown end, and the client goes on with another.
 * Used by test/nodes.test.ts, test/postgres-away.test.ts and scripts/torture.ts.
 */
import { PAIR } from './nodes-cluster.ts';
import type { History } from './nodes-history.ts';

export type ClientOptions = {
  history: History;
  keys: number;
  clients: number;
  /** Where to send; null while nobody is there. */
  pickUrl: (random: () => number) => string | null;
  seed: number;
};

type Result = { orderKey: string; orderId: number; success: boolean };

const BATCH_MAX = 8;
const PATIENCE_MS = 60_000;
/** Nobody is there: not worth asking again at once. */
const PAUSE_MS = 20;

export class Clients {
  readonly #options: ClientOptions;
  readonly #running: Promise<void>[];
  #isStopping = false;
  #answers = 0;
  readonly #waiting: { answers: number; resolve: () => void }[] = [];

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#running = Array.from({ length: options.clients }, (_, index) => this.#run(index));
  }

  /** Resolves once so many more batches were answered with success. */
  answered(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ answers: this.#answers + count, resolve });
    });
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#running);
  }

  async #run(client: number): Promise<void> {
    const random = randomOf(this.#options.seed * 1_000 + client);
    for (let step = 0; !this.#isStopping; step++) {
      const url = this.#options.pickUrl(random);
      if (url === null) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      else await this.#send(url, `${client}-${step}`, random);
    }
  }

  async #send(url: string, name: string, random: () => number): Promise<void> {
    const { history, keys } = this.#options;
    const count = 1 + Math.floor(random() * BATCH_MAX);
    const picked = new Set(Array.from({ length: count }, () => `key-${Math.floor(random() * keys)}`));
    const writes = [...picked].map((key) => ({
      ...{ key, note: `${name}-${key}`, sentAt: history.tick() },
      ...{ answeredAt: null as number | null, orderId: null as number | null },
    }));
    history.writes.push(...writes);
    const results = await post(url, writes.map(wireOrder));
    if (results === null) return;
    for (const write of writes) {
      const result = results.find(({ orderKey }) => orderKey === write.key);
      if (result?.success !== true)
        throw new Error(`${write.key} must be taken, but was told ${JSON.stringify(result)}`);
      write.answeredAt = history.tick();
      write.orderId = result.orderId;
    }
    this.#answers += 1;
    for (const waiting of this.#waiting) if (waiting.answers <= this.#answers) waiting.resolve();
  }
}

/** Null when it is unknown what became of it. */
async function post(url: string, body: unknown): Promise<readonly Result[] | null> {
  const headers = {
    authorization: `Basic ${Buffer.from(`${PAIR.keyId}:${PAIR.secret}`).toString('base64')}`,
    'content-type': 'application/json',
  };
  const init = { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE_MS) };
  try {
    const answer = await fetch(`${url}/shipstation/orders/createorders`, init);
    const text = await answer.text();
    return answer.status === 200 ? (JSON.parse(text) as { results: readonly Result[] }).results : null;
  } catch {
    return null;
  }
}

export function wireOrder({ key, note }: { key: string; note: string }): unknown {
  const address = {
    name: 'Ada Berg',
    street1: '1 Harbor Street',
    city: 'Portland',
    country: 'US',
    postalCode: '97201',
  };
  return {
    orderNumber: key,
    orderKey: key,
    orderDate: '2026-11-20T09:30:00',
    orderStatus: 'awaiting_shipment',
    billTo: address,
    shipTo: address,
    internalNotes: note,
    items: [{ lineItemKey: '1', sku: 'MUG-01', name: 'Mug', quantity: 2, unitPrice: 14.5 }],
  };
}

/** Small and repeatable: mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
