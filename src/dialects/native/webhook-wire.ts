/**
 * Endpoints and deliveries on this wire: what is stated, what is answered, and from one to the other.
 * The secret is answered when it is made and when it is changed, and never besides.
 * Used by webhooks.ts, webhook-calls.ts and the reference.
 */
import { randomBytes } from 'node:crypto';
import { type Endpoint, messageIdOf, type Delivery as NoticeDelivery } from '../../core/endpoints.ts';
import type { Job, JobState } from '../../core/jobs.ts';
import { textFromInstant } from '../../core/zoned-time.ts';
import { Choice, compileCheck, Maybe } from '../schema.ts';
import { type Static, Type } from '../type-box.ts';
import { closed, Stamp } from './codec.ts';
import { EVENT_TYPES, EVERYTHING } from './webhook-shape.ts';

const URL_CHARS_MAX = 2_000;
const NAME_CHARS_MAX = 200;
const SECRET_BYTES = 32;
/** 24 to 64 bytes, as Standard Webhooks asks for. */
const SECRET_PATTERN = '^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$';
const ROTATION_SECONDS_MAX = 7 * 86_400;

const Url = Type.String({
  pattern: '^[Hh][Tt][Tt][Pp][Ss]?://[^\\s/]+',
  maxLength: URL_CHARS_MAX,
  expected: 'an http or https address',
});
const EventTypes = Type.Array(Choice(EVENT_TYPES), { minItems: 1, maxItems: EVENT_TYPES.length, uniqueItems: true });
const EVENTS_ABOUT = 'What it is told of; absent: everything, also what is added later.';
const Secret = Type.String({
  pattern: SECRET_PATTERN,
  expected: 'whsec_ and 24 to 64 bytes in base64',
  description: 'Of Standard Webhooks. One is made when none is stated.',
});
const StoreId = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Only orders of this store.',
});
const Name = Type.String({ maxLength: NAME_CHARS_MAX });

export const WebhookBody = closed(
  {
    url: Url,
    events: Maybe({ ...EventTypes, description: EVENTS_ABOUT }),
    name: Maybe(Name),
    store_id: Maybe(StoreId),
    secret: Maybe(Secret),
  },
  { title: 'StatedWebhook' },
);
export const WebhookChange = closed(
  {
    url: Type.Optional(Url),
    events: Maybe({ ...EventTypes, description: 'Null: everything.' }),
    name: Maybe(Name),
    store_id: Maybe({ ...StoreId, description: 'Null: of all.' }),
    enabled: Type.Optional(Type.Boolean({ description: 'Enabled again, it is told of what happens from then on.' })),
  },
  { title: 'StatedWebhookChange' },
);
export const RotationBody = closed(
  {
    secret: Maybe(Secret),
    keep_seconds: Maybe(
      Type.Integer({
        minimum: 0,
        maximum: ROTATION_SECONDS_MAX,
        description: 'How long the former secret signs as well; a day when absent.',
      }),
    ),
  },
  { title: 'StatedRotation' },
);
export const checkWebhook = compileCheck(WebhookBody, { isExact: true });
export const checkChange = compileCheck(WebhookChange, { isExact: true });
export const checkRotation = compileCheck(RotationBody, { isExact: true });

/** As they are stated. */
export type StatedWebhook = {
  url: string;
  events?: readonly string[] | null;
  name?: string | null;
  store_id?: number | null;
  secret?: string | null;
};
export type StatedChange = Partial<Omit<StatedWebhook, 'secret'>> & { enabled?: boolean };
export type StatedRotation = { secret?: string | null; keep_seconds?: number | null };

const DISABLED_BY = ['owner', 'failures', 'gone'] as const;
const members = {
  id: Type.Integer({ minimum: 1 }),
  url: Type.String(),
  events: Type.Unsafe<readonly string[] | null>({
    type: ['array', 'null'],
    items: { type: 'string' },
    description: 'Null: everything.',
  }),
  name: Type.Optional(Type.String()),
  store_id: Type.Optional(Type.Integer()),
  enabled: Type.Boolean(),
  created_at: Stamp,
  failing_since: Type.Optional({ ...Stamp, description: 'Every try since then was in vain.' }),
  disabled_at: Type.Optional(Stamp),
  disabled_because: Type.Optional(
    Type.Unsafe<string>({
      ...Choice(DISABLED_BY),
      description: 'By its owner; since nothing was taken for five days; since it answered 410.',
    }),
  ),
  former_secret_until: Type.Optional({ ...Stamp, description: 'Until then the former secret signs as well.' }),
};
export const WebhookAnswer = closed(members, { title: 'Webhook' });
export const SecretWebhookAnswer = closed(
  { ...members, secret: Type.String({ description: 'Keep it: it is not shown again.' }) },
  { title: 'WebhookWithSecret' },
);
export const WebhooksAnswer = closed({ webhooks: Type.Array(WebhookAnswer) }, { title: 'Webhooks' });

const DELIVERY_STATES = ['waiting', 'delivered', 'given_up'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
const STATE_BY_JOB: Readonly<Record<JobState, DeliveryState>> = {
  waiting: 'waiting',
  done: 'delivered',
  given_up: 'given_up',
};
export const JOB_BY_STATE: Readonly<Record<DeliveryState, JobState>> = {
  waiting: 'waiting',
  delivered: 'done',
  given_up: 'given_up',
};
export { DELIVERY_STATES };

export const DeliveryAnswer = closed(
  {
    id: Type.Integer({ minimum: 1 }),
    message_id: Type.String({ description: 'The header webhook-id: the same for every try and every replay.' }),
    state: Choice(DELIVERY_STATES),
    made_at: Stamp,
    next_try_at: Type.Optional(Stamp),
    tries: Type.Array(
      closed({
        at: Stamp,
        milliseconds: Type.Integer({ minimum: 0 }),
        note: Type.String({ description: 'The status that was answered, or why there was none.' }),
      }),
      { description: 'The latest, oldest first.' },
    ),
    body: Type.Unknown({ description: 'As it is sent: type, timestamp and data.' }),
  },
  { title: 'Delivery' },
);
export const DeliveriesAnswer = closed(
  {
    deliveries: Type.Array(DeliveryAnswer),
    next: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'The cursor of the next page.' }),
  },
  { title: 'Deliveries' },
);
export const MessageAnswer = closed(
  { message_id: Type.String({ description: 'The header webhook-id it will bear.' }) },
  { title: 'Message' },
);

export function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

export function topicOf(events: readonly string[] | null | undefined): string {
  return events === null || events === undefined ? EVERYTHING : events.join(',');
}

export function webhookObject(endpoint: Endpoint): Static<typeof WebhookAnswer> & object {
  const { endpointId, url, topic, name, storeId, createdAt, failingSince, disabledAt, disabledBy } = endpoint;
  const { formerSecretUntil } = endpoint;
  return {
    id: endpointId,
    url,
    events: topic === EVERYTHING ? null : topic.split(','),
    name: name ?? undefined,
    store_id: storeId ?? undefined,
    enabled: disabledAt === null,
    created_at: textFromInstant(createdAt),
    failing_since: stampOf(failingSince),
    disabled_at: stampOf(disabledAt),
    disabled_because: disabledBy ?? undefined,
    former_secret_until: stampOf(formerSecretUntil),
  };
}

export function deliveryObject(job: Job) {
  const { jobId, state, madeAt, dueAt, log, payload } = job;
  const { body } = JSON.parse(payload) as NoticeDelivery;
  return {
    id: jobId,
    message_id: messageIdOf(job),
    state: STATE_BY_JOB[state],
    made_at: textFromInstant(madeAt),
    next_try_at: state === 'waiting' ? textFromInstant(dueAt) : undefined,
    tries: log.map(({ at, milliseconds, note }) => ({ at: textFromInstant(at), milliseconds, note })),
    body: JSON.parse(body) as unknown,
  };
}

function stampOf(at: number | null): string | undefined {
  return at === null ? undefined : textFromInstant(at);
}
