/**
 * What the reference shows of the routes of webhooks: a part of reference.ts, one row a route.
 * The schemas are those the routes check and answer by.
 * Rendered by dialects/openapi.ts.
 */
import type { JsonSchema, ParameterDoc, RouteDoc } from '../reference.ts';
import { Type } from '../type-box.ts';
import { docsOf } from './parameter-docs.ts';
import { deliveryParameters, ReplayAnswer, ReplayBody } from './webhook-calls.ts';
import {
  DeliveriesAnswer,
  DeliveryAnswer,
  MessageAnswer,
  RotationBody,
  SecretWebhookAnswer,
  WebhookAnswer,
  WebhookBody,
  WebhookChange,
  WebhooksAnswer,
} from './webhook-wire.ts';

const queued = { about: 'It is sent within a second.', schema: MessageAnswer };

export const webhookRoutes: Readonly<Record<string, RouteDoc>> = {
  'GET /webhooks': {
    summary: 'List webhook endpoints',
    answers: { 200: { about: 'All of them.', schema: WebhooksAnswer } },
  },
  'POST /webhooks': {
    summary: 'Add a webhook endpoint',
    about:
      'It is told of what happens from now on, as Standard Webhooks. A delivery is tried at once and after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h ' +
      'until a status 2xx comes within 15 s. An endpoint of which nothing was taken for five days is disabled, and so is one that answers 410.',
    body: { schema: WebhookBody },
    answers: {
      200: { about: 'It was there already.', schema: SecretWebhookAnswer },
      201: { about: 'It was added. The secret is shown now and not again.', schema: SecretWebhookAnswer },
    },
  },
  'GET /webhooks/{webhookId}': {
    summary: 'Read a webhook endpoint',
    answers: { 200: { about: 'The endpoint.', schema: WebhookAnswer } },
  },
  'PATCH /webhooks/{webhookId}': {
    summary: 'Change, disable or enable a webhook endpoint',
    body: { schema: WebhookChange },
    answers: { 200: { about: 'The endpoint as it is now.', schema: WebhookAnswer } },
  },
  'DELETE /webhooks/{webhookId}': {
    summary: 'Remove a webhook endpoint',
    about: 'What was not delivered yet is not delivered any more.',
    answers: { 204: { about: 'It is gone.' } },
  },
  'POST /webhooks/{webhookId}:rotate': {
    summary: "Rotate a webhook endpoint's secret",
    about: 'For a while deliveries bear two signatures, one of each secret.',
    body: { schema: RotationBody, isOptional: true },
    answers: { 200: { about: 'The endpoint with its new secret.', schema: SecretWebhookAnswer } },
  },
  'POST /webhooks/{webhookId}:ping': {
    summary: 'Send a test to a webhook endpoint',
    about:
      'An event of the type webhook.ping, also while the endpoint is disabled. What came of it is in the log of deliveries.',
    answers: { 202: queued },
  },
  'POST /webhooks/{webhookId}:replay': {
    summary: 'Tell a webhook endpoint again',
    about: 'What happened in a span of time is sent again, each under the message id it had.',
    body: { schema: ReplayBody },
    answers: { 202: { about: 'It has begun.', schema: ReplayAnswer } },
  },
  'GET /webhooks/{webhookId}/deliveries': {
    summary: 'List deliveries',
    about: 'The latest first, kept for a week after they have ended.',
    query: docsOf(deliveryParameters),
    answers: { 200: { about: 'A page.', schema: DeliveriesAnswer } },
  },
  'POST /webhooks/{webhookId}/deliveries/{deliveryId}:resend': {
    summary: 'Send a delivery again',
    answers: { 202: queued },
  },
};

export const webhookParams: Readonly<Record<string, ParameterDoc>> = {
  webhookId: { schema: Type.Integer({ minimum: 1 }), about: 'The id of a webhook endpoint.' },
  deliveryId: { schema: Type.Integer({ minimum: 1 }), about: 'The id of a delivery.' },
};

export const webhookSchemas: readonly JsonSchema[] = [
  WebhookBody,
  WebhookChange,
  RotationBody,
  ReplayBody,
  WebhookAnswer,
  SecretWebhookAnswer,
  WebhooksAnswer,
  DeliveryAnswer,
  DeliveriesAnswer,
  MessageAnswer,
  ReplayAnswer,
];
