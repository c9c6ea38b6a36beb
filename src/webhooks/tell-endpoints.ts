/**
 * Walks every endpoint from where it stands to the last event, and makes a job for each notice its dialect has for it.
 * The cursor moves in the transaction that makes the jobs, so that nothing is told twice or not at all, whichever node
 * does it and whenever one dies. Nothing of this is on the way of an order.
 * Called by the job worker before every round.
 */
import type { Endpoint, EndpointStore, EventFact, WebhookShape } from '../core/endpoints.ts';
import { jobOf } from './notice-job.ts';

export type TellingParts = {
  store: Pick<EndpointStore, 'listEndpoints' | 'listFacts' | 'advance'>;
  shapeByDialect: ReadonlyMap<string, WebhookShape>;
  clock: () => number;
  publicUrl: () => string;
  onFault(error: unknown, doing: string): void;
};

/** Events of one step; a notice that spans two steps is told by the first. */
const FACTS_MAX = 2_000;

export async function tellEndpoints(parts: TellingParts): Promise<void> {
  for (const endpoint of await parts.store.listEndpoints(null)) {
    const shape = parts.shapeByDialect.get(endpoint.dialect);
    if (shape === undefined || endpoint.disabledAt !== null) continue;
    // One that fails holds up no other.
    await tell(endpoint, shape, parts).catch((error: unknown) => {
      parts.onFault(error, `telling endpoint ${endpoint.endpointId}`);
    });
  }
}

async function tell(from: Endpoint, shape: WebhookShape, parts: TellingParts): Promise<void> {
  const { store, clock, publicUrl } = parts;
  for (let endpoint = from; ; ) {
    const after = { eventId: endpoint.cursor, limit: FACTS_MAX };
    const facts = await store.listFacts(endpoint.accountId, after);
    const last = facts.at(-1);
    if (last === undefined) return;
    const at = clock();
    const notices = shape.noticesOf(endpoint, facts, publicUrl());
    const step = {
      to: last.eventId,
      jobs: notices.map((notice) => jobOf(endpoint, notice, { shape, at })),
      notices: notices
        .filter(({ orderIds }) => orderIds.length > 0)
        .map(({ batchId, orderIds }) => ({ batchId, orderIds, eventId: firstOf(facts, batchId) })),
      at,
    };
    // Another node was faster: it goes on from there.
    if (!(await store.advance(endpoint, step)) || facts.length < FACTS_MAX) return;
    endpoint = { ...endpoint, cursor: last.eventId };
  }
}

function firstOf(facts: readonly EventFact[], batchId: string): number {
  return facts.find((fact) => fact.batchId === batchId)?.eventId ?? 0;
}
