/**
 * What the native API answers about imports, as types, made from its document by
 * scripts/sdk-types.ts: not to be written by hand.
 * Members and values may be added in time.
 */

export type Counts = {
  created: number;
  replaced: number;
  kept: number;
  refused: number;
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
  rows: readonly (readonly string[])[];
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
