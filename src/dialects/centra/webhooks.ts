/**
 * What endpoints of this wire are told: a form with one field, `payload`, that holds up to a hundred events as JSON, signed
 * over the body as it is sent (quirk 59). An event names what has changed, not what it is now: whoever is told asks.
 * The vendor sets endpoints up outside of this API, so here it is done on the command line.
 */
import type { EventFact, Notice, WebhookShape } from '../../core/endpoints.ts';

/** Documented. */
const EVENTS_MAX = 100;
const ANSWER_MS_MAX = 5_000;

const TYPES = ['order', 'shipment', 'customer', 'return', 'allocation_request', 'check_first'] as const;
type Type = (typeof TYPES)[number];
type Told = { type: Type; action: string };

/** What is not here changes nothing that this wire shows, or is told of otherwise. */
const TOLD: Readonly<Partial<Record<EventFact['kind'], Told>>> = {
  'order.created': { type: 'order', action: 'insert' },
  'order.replaced': { type: 'order', action: 'update' },
  'order.completed': { type: 'order', action: 'update' },
  'order.annotated': { type: 'order', action: 'update' },
  'order.held': { type: 'order', action: 'update' },
  'order.restored': { type: 'order', action: 'update' },
  'order.canceled': { type: 'order', action: 'update' },
  'order.shipped': { type: 'order', action: 'update' },
  'order.split': { type: 'order', action: 'update' },
  'order.merged': { type: 'order', action: 'update' },
  'order.anonymized': { type: 'order', action: 'update' },
  'order.deleted': { type: 'order', action: 'delete' },
  'shipment.created': { type: 'shipment', action: 'create' },
  'shipment.changed': { type: 'shipment', action: 'update' },
  'shipment.good_to_go': { type: 'shipment', action: 'good_to_go' },
  'shipment.completed': { type: 'shipment', action: 'update' },
  'shipment.captured': { type: 'shipment', action: 'update' },
  'shipment.removed': { type: 'shipment', action: 'delete' },
  'shopper.entered': { type: 'customer', action: 'insert' },
  'shopper.changed': { type: 'customer', action: 'update' },
  'shopper.forgotten': { type: 'customer', action: 'delete' },
  'return.created': { type: 'return', action: 'insert' },
  'return.changed': { type: 'return', action: 'update' },
  'allocation.created': { type: 'allocation_request', action: 'create' },
  'allocation.changed': { type: 'allocation_request', action: 'update' },
  'check.created': { type: 'check_first', action: 'create' },
  'check.accepted': { type: 'check_first', action: 'accepted' },
  'check.rejected': { type: 'check_first', action: 'rejected' },
  'check.timed_out': { type: 'check_first', action: 'timeout' },
};

export const webhookShape: WebhookShape = {
  form: {
    contentType: 'application/x-www-form-urlencoded',
    signatureHeader: 'X-Centra-Signature',
    answerMsMax: ANSWER_MS_MAX,
  },
  topics: TYPES,
  noticesOf({ topic }, facts) {
    const topics = topic.split(',');
    const told = facts.flatMap((fact) => {
      const event = eventOf(fact);
      return event === null || !topics.includes(event.type) ? [] : [{ fact, event }];
    });
    const notices: Notice[] = [];
    for (let from = 0; from < told.length; from += EVENTS_MAX) {
      const slice = told.slice(from, from + EVENTS_MAX);
      const [first] = slice;
      if (first === undefined) break;
      const payload = JSON.stringify({ events: slice.map(({ event }) => event) });
      const { eventId, batchId } = first.fact;
      notices.push({ key: String(eventId), body: new URLSearchParams({ payload }).toString(), batchId, orderIds: [] });
    }
    return notices;
  },
};

function eventOf(fact: EventFact) {
  const told = toldOf(fact);
  if (told === null) return null;
  const date = dateText(fact.at);
  if (told.type === 'customer') return { ...told, date, id: fact.about };
  if (fact.number === null) return null;
  const order = Number(fact.number);
  switch (told.type) {
    case 'order':
      return { ...told, date, id: order };
    case 'shipment':
      return { ...told, date, id: `${fact.number}-${fact.about}`, data: { order } };
    case 'check_first':
      return { ...told, date, id: order, data: { order, warehouseId: fact.about } };
    default:
      return { ...told, date, id: fact.about, data: { order } };
  }
}

/** An order that is only prepared is nobody's yet: its completion is what inserts it. */
function toldOf({ kind, status, statusBefore }: EventFact): Told | null {
  if (status === 'prepared' || (kind === 'order.deleted' && statusBefore === 'prepared')) return null;
  if (kind === 'order.completed' && (statusBefore === 'prepared' || statusBefore === null)) {
    return { type: 'order', action: 'insert' };
  }
  return TOLD[kind] ?? null;
}

/** `2021-01-29 14:40:58.628000`, in UTC. */
function dateText(at: number): string {
  return `${new Date(at).toISOString().replace('T', ' ').replace('Z', '')}000`;
}
