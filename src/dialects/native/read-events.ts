/**
 * `GET /events`: what has happened to the account's orders, each event once, in the order of the commits. A caller
 * keeps `next` and asks again; with `wait` the answer comes when something has happened, or when the time is over. A
 * caller that asks for `text/event-stream` is told as it happens (server-sent events), for as long as it listens.
 * Nothing is kept for a caller here: whoever loses `next` begins anew.
 */
import { LIMITS } from '../../core/limits.ts';
import type { StoredEvent } from '../../core/queries.ts';
import { textFromInstant } from '../../core/zoned-time.ts';
import { type QueryContext, RequestError, type StreamAnswer, type WireAnswer } from '../dialect.ts';
import { Type } from '../type-box.ts';
import { closed, Stamp } from './codec.ts';
import { eventCursorOf, eventIdOf } from './cursor.ts';
import { numberParameter, readQuery, textParameter } from './parameters.ts';
import { OrderId, Revision } from './wire.ts';
import { jsonAnswer } from './write.ts';

const LIMIT_BY_DEFAULT = 100;
/** Below what proxies and browsers cut a silent request at. */
const WAIT_SECONDS_MAX = 30;
/** How often the store is asked meanwhile: other nodes write to it too. */
const ASK_MS = 500;

export const eventParameters = {
  after: textParameter('`next` of an earlier answer; without it from the first event on.'),
  limit: numberParameter(`Events of an answer; ${LIMIT_BY_DEFAULT} by default.`, { from: 1, to: LIMITS.pageItemsMax }),
  wait: numberParameter('Seconds to wait for an event when there is none.', { from: 0, to: WAIT_SECONDS_MAX }),
};

export const EventObject = closed(
  {
    id: Type.Integer({ description: 'Ascends in the order of the commits.' }),
    kind: Type.String({ description: 'Such as order.created; more kinds may come.' }),
    order_id: OrderId,
    revision: Revision,
    batch_id: Type.String(),
    at: Stamp,
  },
  { title: 'OrderEvent' },
);

export const EventsAnswer = closed(
  {
    events: Type.Array(EventObject),
    next: Type.String({ description: 'Where to go on, also when there was nothing.' }),
    has_more: Type.Boolean({ description: 'There is more right now.' }),
  },
  { title: 'Events' },
);

export const EVENT_STREAM_TYPE = 'text/event-stream';
/** Comments in between keep proxies from cutting a stream on which nothing happens. */
const HEARTBEAT_MS = 15_000;
/** A listener that was cut comes back after so long. */
const COME_BACK_MS = 1_000;

export async function listEvents(context: QueryContext): Promise<StreamAnswer> {
  const { method, headers } = context.request;
  const isStream = method === 'GET' && headers.accept?.toLowerCase().includes(EVENT_STREAM_TYPE) === true;
  return isStream ? followEvents(context) : listPage(context);
}

/** The id of an event is its cursor, so that a browser that comes back goes on behind the last one it was told. */
function followEvents(context: QueryContext): StreamAnswer {
  const { after } = readQuery(context.request.query, { after: eventParameters.after });
  const from = context.request.headers['last-event-id'] || after;
  const eventId = from === undefined ? 0 : eventIdOf(from);
  const headers = { 'cache-control': 'no-cache', 'x-accel-buffering': 'no' };
  return { status: 200, headers, contentType: EVENT_STREAM_TYPE, body: toldFrom(context, eventId) };
}

async function* toldFrom({ orders, caller, pause }: QueryContext, from: number): AsyncGenerator<string> {
  const { accountId } = caller.account;
  yield `retry: ${COME_BACK_MS}\n\n`;
  let silentMs = 0;
  for (let eventId = from; ; ) {
    const events = await orders.listEvents(accountId, { eventId, limit: LIMIT_BY_DEFAULT });
    if (events.length > 0) yield events.map(told).join('');
    else if (silentMs >= HEARTBEAT_MS) yield ': nothing yet\n\n';
    silentMs = events.length > 0 || silentMs >= HEARTBEAT_MS ? 0 : silentMs + ASK_MS;
    eventId = events.at(-1)?.eventId ?? eventId;
    if (events.length < LIMIT_BY_DEFAULT && !(await waited(pause))) return;
  }
}

/** One too many of those that wait has to come back later, as one that was cut. */
async function waited(pause: QueryContext['pause']): Promise<boolean> {
  try {
    return await pause(ASK_MS);
  } catch (error) {
    if (error instanceof RequestError) return false;
    throw error;
  }
}

function told(event: StoredEvent): string {
  return `id: ${eventCursorOf(event.eventId)}\nevent: ${event.kind}\ndata: ${JSON.stringify(eventObject(event))}\n\n`;
}

async function listPage(context: QueryContext): Promise<WireAnswer> {
  const { after, limit = LIMIT_BY_DEFAULT, wait = 0 } = readQuery(context.request.query, eventParameters);
  const eventId = after === undefined ? 0 : eventIdOf(after);
  const read = () => context.orders.listEvents(context.caller.account.accountId, { eventId, limit: limit + 1 });
  let found = await read();
  for (let asked = 0; found.length === 0 && asked < wait * 1_000; asked += ASK_MS) {
    if (!(await context.pause(ASK_MS))) break;
    found = await read();
  }
  const events = found.slice(0, limit);
  const last = events.at(-1)?.eventId ?? eventId;
  return jsonAnswer({ events: events.map(eventObject), next: eventCursorOf(last), has_more: found.length > limit });
}

function eventObject({ eventId, kind, orderId, revision, batchId, at }: StoredEvent) {
  return { id: eventId, kind, order_id: orderId, revision, batch_id: batchId, at: textFromInstant(at) };
}
