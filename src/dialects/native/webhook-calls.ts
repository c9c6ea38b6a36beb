/**
 * What was told to an endpoint, and telling it again: the log of deliveries, one delivery sent again, a span of time
 * replayed, and a ping. Sending is for the job worker; these routes make the jobs and say which.
 * Deliveries are kept for a week after they have ended.
 */
import { randomUUID } from 'node:crypto';
import { messageIdOf, REPLAY, type Replay, STANDARD_DELIVERY } from '../../core/endpoints.ts';
import { LIMITS } from '../../core/limits.ts';
import { momentFromZonedText, textFromInstant } from '../../core/zoned-time.ts';
import { RequestError, type RouteContext, type WireAnswer } from '../dialect.ts';
import { compileCheck, Maybe, ZonedTime } from '../schema.ts';
import { Type } from '../type-box.ts';
import { closed } from './codec.ts';
import { deliveryCursorOf, deliveryIdOf } from './cursor.ts';
import { checkedBody, readJson } from './json-body.ts';
import { choiceParameter, invalid, numberParameter, readQuery, textParameter } from './parameters.ts';
import { bodyOf, PING } from './webhook-shape.ts';
import { DELIVERY_STATES, deliveryObject, JOB_BY_STATE } from './webhook-wire.ts';
import { findWebhook } from './webhooks.ts';
import { jsonAnswer } from './write.ts';

const LIMIT_BY_DEFAULT = 100;
export const deliveryParameters = {
  cursor: textParameter('`next` of an earlier page.'),
  limit: numberParameter(`Deliveries of a page; ${LIMIT_BY_DEFAULT} by default.`, { from: 1, to: LIMITS.pageItemsMax }),
  state: choiceParameter('Only those in this state.', DELIVERY_STATES),
};

export const ReplayBody = closed(
  {
    from: { ...ZonedTime, description: 'Events of this time and later are told again.' },
    before: Maybe({ ...ZonedTime, description: 'And before this; now when absent.' }),
  },
  { title: 'StatedReplay' },
);
export const ReplayAnswer = closed({ from: Type.String(), before: Type.String() }, { title: 'Replay' });
const checkReplay = compileCheck(ReplayBody, { isExact: true });

export async function listDeliveries(context: RouteContext): Promise<WireAnswer> {
  const { request, caller, jobs } = context;
  const { cursor, limit = LIMIT_BY_DEFAULT, state } = readQuery(request.query, deliveryParameters);
  const { endpointId } = await findWebhook(context);
  const found = await jobs.listJobs(caller.account.accountId, {
    ...jobsOf(endpointId),
    limit: limit + 1,
    ...(cursor === undefined ? {} : { beforeId: deliveryIdOf(cursor) }),
    ...(state === undefined ? {} : { state: JOB_BY_STATE[state] }),
  });
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return jsonAnswer({
    deliveries: page.map(deliveryObject),
    next: last === undefined ? null : deliveryCursorOf(last.jobId),
  });
}

export async function resendDelivery(context: RouteContext): Promise<WireAnswer> {
  const { request, caller, jobs, clock } = context;
  readQuery(request.query, {});
  const { endpointId } = await findWebhook(context);
  const { deliveryId = '' } = request.params;
  const { accountId } = caller.account;
  const id = /^[1-9]\d{0,14}$/.test(deliveryId) ? Number(deliveryId) : 0;
  const [job] = await jobs.listJobs(accountId, { ...jobsOf(endpointId), beforeId: id + 1, limit: 1 });
  if (job?.jobId !== id || !(await jobs.restartJob(accountId, id, clock()))) {
    const given = JSON.stringify(deliveryId.slice(0, 80));
    throw new RequestError('record_unknown', `Expected the id of a delivery, got ${given}.`, { field: 'delivery_id' });
  }
  return jsonAnswer({ message_id: messageIdOf(job) }, {}, 202);
}

export async function replayWebhook(context: RouteContext): Promise<WireAnswer> {
  const { request, caller, jobs, clock } = context;
  readQuery(request.query, {});
  const { endpointId } = await findWebhook(context);
  const stated = checkedBody(readJson(request) ?? {}, checkReplay) as { from: string; before?: string | null };
  const at = clock();
  const from = instantOf(stated.from);
  const before = stated.before === undefined || stated.before === null ? at + 1 : instantOf(stated.before);
  if (from >= before) throw invalid('/from', 'a time before the end', JSON.stringify(stated.from));
  const payload: Replay = { endpointId, from, before, after: null };
  const draft = { kind: REPLAY, name: `${endpointId} ${randomUUID()} 0`, dueAt: at, payload: JSON.stringify(payload) };
  await jobs.saveJobs(caller.account.accountId, [draft], at);
  return jsonAnswer({ from: textFromInstant(from), before: textFromInstant(before) }, {}, 202);
}

/** Sent also while the endpoint is disabled, so that it can be tried first. */
export async function pingWebhook(context: RouteContext): Promise<WireAnswer> {
  const { request, caller, jobs, clock } = context;
  readQuery(request.query, {});
  const { endpointId, topic } = await findWebhook(context);
  const at = clock();
  const body = bodyOf(PING, at, { endpoint_id: endpointId });
  const payload = JSON.stringify({ endpointId, topic, body, isTest: true });
  const draft = { kind: STANDARD_DELIVERY, name: `${endpointId} ping-${randomUUID()}`, dueAt: at, payload };
  await jobs.saveJobs(caller.account.accountId, [draft], at);
  return jsonAnswer({ message_id: messageIdOf(draft) }, {}, 202);
}

function jobsOf(endpointId: number) {
  return { kind: STANDARD_DELIVERY, namePrefix: `${endpointId} ` };
}

/** The schema has passed. */
function instantOf(text: string): number {
  const moment = momentFromZonedText(text);
  if (moment === null) throw new Error('the schema must have checked that the text is a time');
  return moment.at;
}
