/**
 * What the package gives: the client, its errors, the wire's types, and the check of a webhook's signature.
 * Nothing else of the package is for callers.
 * Built to `dist/` for publishing.
 */
export type * from './answer-types.ts';
export { Bulkhead } from './client.ts';
export { BulkheadError, ConnectionError, InterruptedError, RefusedError } from './errors.ts';
export type { EventOptions } from './events.ts';
export type * from './import-types.ts';
export type { ImportOptions, ResultOptions, UploadOptions, WatchOptions } from './imports.ts';
export type * from './order-types.ts';
export type { Completion, OrderFilter, OrderList, ReadOptions, SplitLine, WriteOptions } from './orders.ts';
export type { SendOptions } from './send.ts';
export type { SentBatch, SentOrder } from './sent.ts';
export type * from './stated-types.ts';
export type { StreamedLine, StreamOptions } from './stream.ts';
export type { ClientOptions } from './transport.ts';
export type { FileBytes } from './upload.ts';
export { verifyWebhook, type WebhookHeaders } from './webhook.ts';
export type * from './webhook-types.ts';
export type { DeliveryFilter } from './webhooks.ts';
