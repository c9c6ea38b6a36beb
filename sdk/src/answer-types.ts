/**
 * What the native API answers beside orders, as types, made from its document by
 * scripts/sdk-types.ts: not to be written by hand.
 * Members and values may be added in time.
 * The orders themselves are in order-types.ts.
 */
import type { Order } from './order-types.ts';

export type Page = {
  orders: readonly Order[];
  /** The cursor of the next page; null on the last. */
  next: string | null;
};

export type History = {
  id: number;
  /** The latest, oldest first. */
  revisions: readonly {
    revision: number;
    status: 'prepared' | 'unpaid' | 'open' | 'held' | 'outsourced' | 'rejected' | 'shipped' | 'canceled';
    batch_id: string;
    /** In UTC. */
    at: string;
    /** Against the revision before; none for the first one told. */
    changes: readonly {
      /** JSON Pointer into the order. */
      pointer: string;
      /** Absent when there was nothing. */
      before?: unknown;
      /** Absent when it is gone. */
      after?: unknown;
    }[];
  }[];
};

export type Done = {
  outcome: 'created' | 'replaced' | 'kept';
  id: number | null;
  key: string | null;
  number: string | null;
  revision: number;
  /** The other orders it was split into. */
  parts?: readonly OrderRef[];
};

export type OrderRef = {
  id: number | null;
  key: string | null;
  number: string | null;
  revision: number;
};

export type BatchAnswer = {
  /** Null when nothing was kept. */
  batch_id: string | null;
  policy: 'independent' | 'all_or_nothing';
  dry_run: boolean;
  counts: Counts;
  outcomes: readonly Outcome[];
};

export type Counts = {
  created: number;
  replaced: number;
  kept: number;
  refused: number;
};

export type Outcome = TakenOutcome | RefusedOutcome;

export type TakenOutcome = {
  /** Where the order stands in the request. */
  index: number;
  outcome: 'created' | 'replaced' | 'kept';
  id: number | null;
  key: string | null;
  number: string | null;
  revision: number;
  /** The other orders it was split into. */
  parts?: readonly OrderRef[];
};

export type RefusedOutcome = {
  /** Where the order stands in the request. */
  index: number;
  outcome: 'refused';
  /** As stated; null when none was. */
  key: string | null;
  errors: readonly ItemError[];
  /** With return=failed: the order as it was sent. */
  order?: unknown;
};

export type ItemError = {
  /** Stable; more may come. */
  code: string;
  /** JSON Pointer into the request as it was sent. */
  pointer: string;
  expected: string;
  given: string;
  detail: string;
  /** Whether the same item may succeed later without a change. */
  retryable: boolean;
};

export type BatchRecord = {
  batch_id: string;
  /** In UTC. */
  at: string;
  policy: 'independent' | 'all_or_nothing';
  counts: Counts;
  refused_by_code: Readonly<Record<string, number>>;
  /** The first 1000, in the order of the request. */
  refused: readonly {
    index: number;
    errors: readonly ItemError[];
  }[];
};

export type Events = {
  events: readonly OrderEvent[];
  /** Where to go on, also when there was nothing. */
  next: string;
  /** There is more right now. */
  has_more: boolean;
};

export type OrderEvent = {
  /** Ascends in the order of the commits. */
  id: number;
  /** Such as order.created; more kinds may come. */
  kind: string;
  order_id: number;
  revision: number;
  batch_id: string;
  /** In UTC. */
  at: string;
};

export type Limits = {
  batch_orders_max: number;
  order_lines_max: number;
  order_key_chars_max: number;
  order_number_chars_max: number;
  idempotency_key_chars_max: number;
  idempotency_key_kept_seconds: number;
  batch_refusals_kept_max: number;
  page_max: number;
  stream_line_bytes_max: number;
  import_file_bytes_max: number;
  import_table_rows_max: number;
  import_kept_seconds: number;
  /** Of one request, also after decompression. */
  body_bytes_max: number;
  /** With one key. */
  requests_per_minute: number;
};

export type StreamLine =
  | {
      /** The number of the line, from 1. */
      line: number;
      outcome: 'created' | 'replaced' | 'kept';
      id: number | null;
      key: string | null;
      number: string | null;
      revision: number;
      /** The other orders it was split into. */
      parts?: readonly OrderRef[];
    }
  | {
      /** The number of the line, from 1. */
      line: number;
      outcome: 'refused';
      /** As stated; null when none was. */
      key: string | null;
      errors: readonly ItemError[];
      row?: unknown;
    }
  | {
      /** The number of the line, from 1. */
      line: number;
      outcome: 'acknowledged';
    }
  | {
      /** The number of the line, from 1. */
      line: number;
      outcome: 'end';
      batch_id: string;
      counts: Counts;
    }
  | {
      /** The number of the line, from 1. */
      line: number;
      outcome: 'stopped';
      problem: unknown;
    };

export type Import = {
  /** Also the `batch_id` of its orders. */
  id: string;
  state:
    | 'uploading'
    | 'validating'
    | 'validated'
    | 'failed'
    | 'running'
    | 'pausing'
    | 'paused'
    | 'canceling'
    | 'canceled'
    | 'done'
    | 'undoing'
    | 'undone';
  format: 'ndjson' | 'json' | 'csv' | null;
  shape: string;
  file_name: string | null;
  on_validated: 'wait' | 'commit' | 'commit_if_clean';
  on_duplicate: 'sequence' | 'first_wins' | 'refuse';
  /** In UTC. */
  created_at: string;
  /** In UTC. */
  modified_at: string;
  uploaded_bytes: number;
  /** For a person: why it failed. */
  note: string | null;
  mapping: Mapping | null;
  validation: ImportValidation | null;
  progress: ImportProgress;
  undo: ImportUndo | null;
};

export type Imports = {
  imports: readonly Import[];
  next: string | null;
};

export type ImportValidation = {
  rows: number;
  orders: number;
  counts: Counts;
  refused_by_code: Readonly<Record<string, number>>;
};

export type ImportProgress = {
  rows: number;
  orders: number;
  counts: Counts;
  refused_by_code: Readonly<Record<string, number>>;
  row_counts: Counts;
};

export type ImportUndo = {
  deleted: number;
  restored: number;
  refused: number;
};

export type RowError = {
  /** Stable; more may come. */
  code: string;
  /** In the file, from 1; the header is line 1. */
  line: number;
  column: string | null;
  column_number: number | null;
  character: number | null;
  /** JSON Pointer into the order. */
  pointer: string;
  expected: string;
  given: string;
  detail: string;
  retryable: boolean;
};

export type PreviewRow = {
  line: number;
  /** The cells of its rows, or the text of its one row. */
  rows: readonly (readonly string[][]);
  /** What they became; null when they could not be read. */
  order: unknown;
  errors: readonly RowError[];
};

export type ImportPreview = {
  columns: readonly string[] | null;
  mapping: Mapping | null;
  sample: readonly PreviewRow[];
  refused: readonly PreviewRow[];
};

export type ResultRow = {
  line: number;
  outcome: 'created' | 'replaced' | 'kept' | 'refused' | 'waiting';
  id: number | null;
  key: string | null;
  number: string | null;
  errors: readonly RowError[];
  /** As it was sent; of a table, its cells by their headers. */
  row: unknown;
};

export type Mapping = {
  columns: Readonly<
    Record<
      string,
      | 'id'
      | 'key'
      | 'is_number_unique'
      | 'may_split'
      | 'if_revision'
      | 'number'
      | 'status'
      | 'currency'
      | 'placed_at'
      | 'paid_at'
      | 'ship_by'
      | 'deliver_by'
      | 'cancel_by'
      | 'ship_on'
      | 'customer.id'
      | 'customer.username'
      | 'customer.email'
      | 'bill_to.name'
      | 'bill_to.first_name'
      | 'bill_to.last_name'
      | 'bill_to.attention'
      | 'bill_to.company'
      | 'bill_to.street1'
      | 'bill_to.street2'
      | 'bill_to.street3'
      | 'bill_to.city'
      | 'bill_to.state'
      | 'bill_to.postal_code'
      | 'bill_to.country'
      | 'bill_to.phone'
      | 'bill_to.mobile'
      | 'bill_to.email'
      | 'bill_to.is_residential'
      | 'ship_to.name'
      | 'ship_to.first_name'
      | 'ship_to.last_name'
      | 'ship_to.attention'
      | 'ship_to.company'
      | 'ship_to.street1'
      | 'ship_to.street2'
      | 'ship_to.street3'
      | 'ship_to.city'
      | 'ship_to.state'
      | 'ship_to.postal_code'
      | 'ship_to.country'
      | 'ship_to.phone'
      | 'ship_to.mobile'
      | 'ship_to.email'
      | 'ship_to.is_residential'
      | 'lines.key'
      | 'lines.sku'
      | 'lines.ean'
      | 'lines.upc'
      | 'lines.name'
      | 'lines.quantity'
      | 'lines.unit_price'
      | 'lines.original_price'
      | 'lines.tax_amount'
      | 'lines.shipping_amount'
      | 'lines.image_url'
      | 'lines.weight.value'
      | 'lines.weight.unit'
      | 'lines.location'
      | 'lines.product_id'
      | 'lines.fulfillment_sku'
      | 'lines.is_adjustment'
      | 'lines.comment'
      | 'amount_paid'
      | 'tax_amount'
      | 'shipping_amount'
      | 'discount_amount'
      | 'voucher_codes'
      | 'customer_note'
      | 'internal_note'
      | 'is_gift'
      | 'gift_message'
      | 'payment.method'
      | 'payment.provider_id'
      | 'payment.authorization.result'
      | 'payment.authorization.amount'
      | 'payment.authorization.method'
      | 'payment.authorization.transaction'
      | 'payment.authorization.response'
      | 'payment.authorization.invoice_url'
      | 'payment.capture.result'
      | 'payment.capture.amount'
      | 'payment.capture.method'
      | 'payment.capture.transaction'
      | 'payment.capture.response'
      | 'payment.capture.invoice_url'
      | 'shipping.requested_service'
      | 'shipping.carrier_code'
      | 'shipping.service_code'
      | 'shipping.package_code'
      | 'shipping.confirmation'
      | 'shipping.weight.value'
      | 'shipping.weight.unit'
      | 'shipping.dimensions.length'
      | 'shipping.dimensions.width'
      | 'shipping.dimensions.height'
      | 'shipping.dimensions.unit'
      | 'shipping.insurance.provider'
      | 'shipping.insurance.is_insured'
      | 'shipping.insurance.value'
      | 'shipping.customs.contents'
      | 'shipping.customs.non_delivery'
      | 'shipping.billing.party'
      | 'shipping.billing.account'
      | 'shipping.billing.postal_code'
      | 'shipping.billing.country'
      | 'shipping.billing.other_account_id'
      | 'shipping.warehouse_id'
      | 'shipping.is_non_machinable'
      | 'shipping.is_saturday_delivery'
      | 'shipping.contains_alcohol'
      | 'store_id'
      | 'channel'
      | 'custom_fields'
      | 'tag_ids'
      | 'is_internal'
      | {
          field:
            | 'id'
            | 'key'
            | 'is_number_unique'
            | 'may_split'
            | 'if_revision'
            | 'number'
            | 'status'
            | 'currency'
            | 'placed_at'
            | 'paid_at'
            | 'ship_by'
            | 'deliver_by'
            | 'cancel_by'
            | 'ship_on'
            | 'customer.id'
            | 'customer.username'
            | 'customer.email'
            | 'bill_to.name'
            | 'bill_to.first_name'
            | 'bill_to.last_name'
            | 'bill_to.attention'
            | 'bill_to.company'
            | 'bill_to.street1'
            | 'bill_to.street2'
            | 'bill_to.street3'
            | 'bill_to.city'
            | 'bill_to.state'
            | 'bill_to.postal_code'
            | 'bill_to.country'
            | 'bill_to.phone'
            | 'bill_to.mobile'
            | 'bill_to.email'
            | 'bill_to.is_residential'
            | 'ship_to.name'
            | 'ship_to.first_name'
            | 'ship_to.last_name'
            | 'ship_to.attention'
            | 'ship_to.company'
            | 'ship_to.street1'
            | 'ship_to.street2'
            | 'ship_to.street3'
            | 'ship_to.city'
            | 'ship_to.state'
            | 'ship_to.postal_code'
            | 'ship_to.country'
            | 'ship_to.phone'
            | 'ship_to.mobile'
            | 'ship_to.email'
            | 'ship_to.is_residential'
            | 'lines.key'
            | 'lines.sku'
            | 'lines.ean'
            | 'lines.upc'
            | 'lines.name'
            | 'lines.quantity'
            | 'lines.unit_price'
            | 'lines.original_price'
            | 'lines.tax_amount'
            | 'lines.shipping_amount'
            | 'lines.image_url'
            | 'lines.weight.value'
            | 'lines.weight.unit'
            | 'lines.location'
            | 'lines.product_id'
            | 'lines.fulfillment_sku'
            | 'lines.is_adjustment'
            | 'lines.comment'
            | 'amount_paid'
            | 'tax_amount'
            | 'shipping_amount'
            | 'discount_amount'
            | 'voucher_codes'
            | 'customer_note'
            | 'internal_note'
            | 'is_gift'
            | 'gift_message'
            | 'payment.method'
            | 'payment.provider_id'
            | 'payment.authorization.result'
            | 'payment.authorization.amount'
            | 'payment.authorization.method'
            | 'payment.authorization.transaction'
            | 'payment.authorization.response'
            | 'payment.authorization.invoice_url'
            | 'payment.capture.result'
            | 'payment.capture.amount'
            | 'payment.capture.method'
            | 'payment.capture.transaction'
            | 'payment.capture.response'
            | 'payment.capture.invoice_url'
            | 'shipping.requested_service'
            | 'shipping.carrier_code'
            | 'shipping.service_code'
            | 'shipping.package_code'
            | 'shipping.confirmation'
            | 'shipping.weight.value'
            | 'shipping.weight.unit'
            | 'shipping.dimensions.length'
            | 'shipping.dimensions.width'
            | 'shipping.dimensions.height'
            | 'shipping.dimensions.unit'
            | 'shipping.insurance.provider'
            | 'shipping.insurance.is_insured'
            | 'shipping.insurance.value'
            | 'shipping.customs.contents'
            | 'shipping.customs.non_delivery'
            | 'shipping.billing.party'
            | 'shipping.billing.account'
            | 'shipping.billing.postal_code'
            | 'shipping.billing.country'
            | 'shipping.billing.other_account_id'
            | 'shipping.warehouse_id'
            | 'shipping.is_non_machinable'
            | 'shipping.is_saturday_delivery'
            | 'shipping.contains_alcohol'
            | 'store_id'
            | 'channel'
            | 'custom_fields'
            | 'tag_ids'
            | 'is_internal';
          values?: Readonly<Record<string, string>> | null;
          dates?: 'iso' | 'ymd' | 'dmy' | 'mdy' | 'unix' | null;
          decimals?: 'point' | 'comma' | null;
        }
      | null
    >
  >;
  constants?: Readonly<Record<string, string>> | null;
  group_by?: string | null;
  decimals?: 'point' | 'comma' | null;
  dates?: 'iso' | 'ymd' | 'dmy' | 'mdy' | 'unix' | null;
  /** An IANA time zone, for times that bear none; UTC when it is not stated. */
  zone?: string | null;
  delimiter?: ',' | ';' | '	' | '|' | 'tab' | null;
  encoding?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | null;
};

export type SavedMapping = {
  name: string;
  mapping: Mapping;
  /** In UTC. */
  created_at: string;
  /** In UTC. */
  modified_at: string;
};

export type Mappings = {
  mappings: readonly SavedMapping[];
};

export type Webhook = {
  id: number;
  url: string;
  /** Null: everything. */
  events: readonly string[] | null;
  name?: string;
  store_id?: number;
  enabled: boolean;
  /** In UTC. */
  created_at: string;
  /** Every try since then was in vain. */
  failing_since?: string;
  /** In UTC. */
  disabled_at?: string;
  /** By its owner; since nothing was taken for five days; since it answered 410. */
  disabled_because?: 'owner' | 'failures' | 'gone';
  /** Until then the former secret signs as well. */
  former_secret_until?: string;
};

export type WebhookWithSecret = {
  id: number;
  url: string;
  /** Null: everything. */
  events: readonly string[] | null;
  name?: string;
  store_id?: number;
  enabled: boolean;
  /** In UTC. */
  created_at: string;
  /** Every try since then was in vain. */
  failing_since?: string;
  /** In UTC. */
  disabled_at?: string;
  /** By its owner; since nothing was taken for five days; since it answered 410. */
  disabled_because?: 'owner' | 'failures' | 'gone';
  /** Until then the former secret signs as well. */
  former_secret_until?: string;
  /** Keep it: it is not shown again. */
  secret: string;
};

export type Webhooks = {
  webhooks: readonly Webhook[];
};

export type Delivery = {
  id: number;
  /** The header webhook-id: the same for every try and every replay. */
  message_id: string;
  state: 'waiting' | 'delivered' | 'given_up';
  /** In UTC. */
  made_at: string;
  /** In UTC. */
  next_try_at?: string;
  /** The latest, oldest first. */
  tries: readonly {
    /** In UTC. */
    at: string;
    milliseconds: number;
    /** The status that was answered, or why there was none. */
    note: string;
  }[];
  /** As it is sent: type, timestamp and data. */
  body: unknown;
};

export type Deliveries = {
  deliveries: readonly Delivery[];
  /** The cursor of the next page. */
  next: string | null;
};

export type Message = {
  /** The header webhook-id it will bear. */
  message_id: string;
};

export type Replay = {
  from: string;
  before: string;
};

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Stable; the name to program against. */
  code: string;
  /** Whether the same request may succeed later. */
  retryable: boolean;
  request_id: string;
  /** A parameter, a header, or a JSON Pointer into the body. */
  field?: string;
  errors?: readonly ItemError[];
  /** The bound that was passed. */
  limit?: number;
  /** The state it is in. */
  state?: string;
  /** Of the file of an import. */
  uploaded_bytes?: number;
};
