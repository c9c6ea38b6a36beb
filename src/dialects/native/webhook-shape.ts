/**
 * What this wire tells its endpoints: one notice an event, in the shape that Standard Webhooks asks for: the type, the
 * time, and what it is about. It names the order and says what it was and became; whoever needs more reads the order.
 * Signed, sent and repeated by src/webhooks/.
 */
import { EVENT_KINDS } from '../../core/command.ts';
import type { Endpoint, EventFact, Notice, WebhookShape } from '../../core/endpoints.ts';
import { textFromInstant } from '../../core/zoned-time.ts';

/** The topic of an endpoint that is told of everything, also of what is not known yet. */
export const EVERYTHING = '*';
const DISABLED = 'webhook.disabled';
export const PING = 'webhook.ping';

export const EVENT_TYPES = [...EVENT_KINDS, DISABLED] as const;

export const webhookShape: WebhookShape = {
  isStandard: true,
  noticesOf: (endpoint, facts) => facts.filter((fact) => isAsked(endpoint, fact)).map(noticeOf),
  noticeOfDisabled: (told, { endpointId, url, disabledAt, disabledBy }) => {
    if (!isOfTopic(told, DISABLED) || disabledAt === null) return null;
    const body = bodyOf(DISABLED, disabledAt, { endpoint_id: endpointId, url, because: disabledBy });
    return { key: `disabled-${endpointId}-${disabledAt}`, body, ...ABOUT_NO_ORDER };
  },
};

const ABOUT_NO_ORDER = { batchId: '', orderIds: [] } as const;

export function bodyOf(type: string, at: number, data: object): string {
  return JSON.stringify({ type, timestamp: textFromInstant(at), data });
}

/** A label that is of no order is nothing this wire knows of. */
function isAsked(endpoint: Endpoint, { kind, orderId, storeId }: EventFact): boolean {
  return orderId !== 0 && isOfTopic(endpoint, kind) && (endpoint.storeId === null || endpoint.storeId === storeId);
}

function isOfTopic({ topic }: Endpoint, type: string): boolean {
  return topic === EVERYTHING || topic.split(',').includes(type);
}

/** Nobody asks which orders it was about: it says so. */
function noticeOf(fact: EventFact): Notice {
  const { eventId, kind, orderId, revision, batchId, at, status, statusBefore, storeId } = fact;
  const told = { id: eventId, order_id: orderId, revision, batch_id: batchId };
  const data = { ...told, status, status_before: statusBefore, store_id: storeId };
  return { ...ABOUT_NO_ORDER, key: String(eventId), body: bodyOf(kind, at, data) };
}
