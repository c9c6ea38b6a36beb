/**
 * What may be sent to the native API, as types, made from its document by
 * scripts/sdk-types.ts: not to be written by hand.
 * Amounts are decimals, best as texts; times are RFC 3339 texts with an offset, or RFC 9557 texts with a zone.
 * Absent and null are the same.
 */

export type StatedOrder = {
  id?: number | null;
  key?: string | null;
  /** No other order of the account may bear the number. */
  is_number_unique?: boolean | null;
  /** The account's split rules may make several orders of it. */
  may_split?: boolean | null;
  /** Refused at another revision; 0: must be new. */
  if_revision?: number | null;
  number?: string | null;
  status?: 'prepared' | 'unpaid' | 'open' | 'held' | 'outsourced' | 'rejected' | 'shipped' | 'canceled' | null;
  currency?: string | null;
  placed_at?: string | null;
  paid_at?: string | null;
  ship_by?: string | null;
  deliver_by?: string | null;
  cancel_by?: string | null;
  ship_on?: string | null;
  customer?: {
    id?: number | null;
    username?: string | null;
    email?: string | null;
  } | null;
  bill_to?: StatedAddress | null;
  ship_to?: StatedAddress | null;
  lines: readonly StatedLine[];
  amount_paid?: string | number | null;
  tax_amount?: string | number | null;
  shipping_amount?: string | number | null;
  discount_amount?: string | number | null;
  voucher_codes?: readonly string[] | null;
  customer_note?: string | null;
  internal_note?: string | null;
  is_gift?: boolean | null;
  gift_message?: string | null;
  payment?: StatedPayment | null;
  shipping?: StatedShipping | null;
  store_id?: number | null;
  channel?: string | null;
  custom_fields?: readonly (string | null)[] | null;
  tag_ids?: readonly number[] | null;
  is_internal?: boolean | null;
  /** Read only: taken, never read. */
  revision?: unknown;
  /** Read only: taken, never read. */
  batch_id?: unknown;
  /** Read only: taken, never read. */
  created_at?: unknown;
  /** Read only: taken, never read. */
  modified_at?: unknown;
  /** Read only: taken, never read. */
  assignee_id?: unknown;
  /** Read only: taken, never read. */
  hold?: unknown;
  /** Read only: taken, never read. */
  given?: unknown;
  /** Read only: taken, never read. */
  shipment?: unknown;
  /** Read only: taken, never read. */
  parcels?: unknown;
  /** Read only: taken, never read. */
  shipments?: unknown;
  /** Read only: taken, never read. */
  returns?: unknown;
  /** Read only: taken, never read. */
  allocations?: unknown;
  /** Read only: taken, never read. */
  checks?: unknown;
  /** Read only: taken, never read. */
  family?: unknown;
  /** Read only: taken, never read. */
  sale?: unknown;
  /** Read only: taken, never read. */
  extras?: unknown;
};

export type StatedAddress = {
  name?: string | null;
  first_name?: string | null;
  last_name?: string | null;
  attention?: string | null;
  company?: string | null;
  street1?: string | null;
  street2?: string | null;
  street3?: string | null;
  city?: string | null;
  state?: string | null;
  postal_code?: string | null;
  country?: string | null;
  phone?: string | null;
  mobile?: string | null;
  email?: string | null;
  is_residential?: boolean | null;
};

export type StatedWeight = {
  value: string | number;
  unit: 'ounces' | 'pounds' | 'grams' | 'kilograms';
};

export type StatedShipping = {
  requested_service?: string | null;
  carrier_code?: string | null;
  service_code?: string | null;
  package_code?: string | null;
  confirmation?: string | null;
  weight?: StatedWeight | null;
  dimensions?: {
    length?: string | number | null;
    width?: string | number | null;
    height?: string | number | null;
    unit: 'inches' | 'centimeters';
  } | null;
  insurance?: {
    provider?: string | null;
    is_insured: boolean;
    value: string | number;
  } | null;
  customs?: {
    contents?: string | null;
    non_delivery?: string | null;
    lines?:
      | readonly {
          id?: number | null;
          description?: string | null;
          quantity?: number | null;
          value?: string | number | null;
          tariff_code?: string | null;
          origin_country?: string | null;
        }[]
      | null;
  } | null;
  billing?: {
    party?: string | null;
    account?: string | null;
    postal_code?: string | null;
    country?: string | null;
    other_account_id?: number | null;
  } | null;
  warehouse_id?: number | null;
  is_non_machinable?: boolean | null;
  is_saturday_delivery?: boolean | null;
  contains_alcohol?: boolean | null;
};

export type StatedPaymentStep = {
  result: 'pending' | 'succeeded' | 'failed';
  amount: string | number;
  method?: string | null;
  transaction?: string | null;
  response?: string | null;
  invoice_url?: string | null;
};

export type StatedPayment = {
  method?: string | null;
  provider_id?: number | null;
  authorization?: StatedPaymentStep | null;
  capture?: StatedPaymentStep | null;
};

export type StatedLine = {
  key?: string | null;
  sku?: string | null;
  ean?: string | null;
  upc?: string | null;
  name?: string | null;
  quantity: number;
  unit_price?: string | number | null;
  original_price?: string | number | null;
  tax_amount?: string | number | null;
  shipping_amount?: string | number | null;
  image_url?: string | null;
  weight?: StatedWeight | null;
  location?: string | null;
  options?:
    | readonly {
        name?: string | null;
        value?: string | null;
      }[]
    | null;
  product_id?: number | null;
  fulfillment_sku?: string | null;
  is_adjustment?: boolean | null;
  comment?: string | null;
  /** Read only: taken, never read. */
  id?: unknown;
  /** Read only: taken, never read. */
  created_at?: unknown;
  /** Read only: taken, never read. */
  stock?: unknown;
  /** Read only: taken, never read. */
  supply?: unknown;
  /** Read only: taken, never read. */
  charge?: unknown;
  /** Read only: taken, never read. */
  bundle_id?: unknown;
  /** Read only: taken, never read. */
  extras?: unknown;
};

export type StatedShipment = {
  shipped_at?: string | null;
  carrier_code?: string | null;
  service_code?: string | null;
  tracking_number?: string | null;
};

export type StatedBatch = {
  orders: readonly StatedOrder[];
  policy?: 'independent' | 'all_or_nothing' | null;
  dry_run?: boolean | null;
  on_duplicate?: 'sequence' | 'first_wins' | 'refuse' | null;
};

export type StatedWebhook = {
  url: string;
  /** What it is told of; absent: everything, also what is added later. */
  events?:
    | readonly (
        | 'order.created'
        | 'order.replaced'
        | 'order.completed'
        | 'order.annotated'
        | 'order.held'
        | 'order.restored'
        | 'order.canceled'
        | 'order.shipped'
        | 'label.created'
        | 'label.voided'
        | 'order.tagged'
        | 'order.untagged'
        | 'order.assigned'
        | 'order.split'
        | 'order.merged'
        | 'order.anonymized'
        | 'order.deleted'
        | 'shipment.created'
        | 'shipment.changed'
        | 'shipment.good_to_go'
        | 'shipment.completed'
        | 'shipment.captured'
        | 'shipment.removed'
        | 'return.created'
        | 'return.changed'
        | 'allocation.created'
        | 'allocation.changed'
        | 'check.created'
        | 'check.accepted'
        | 'check.rejected'
        | 'check.timed_out'
        | 'webhook.disabled'
      )[]
    | null;
  name?: string | null;
  /** Only orders of this store. */
  store_id?: number | null;
  /** Of Standard Webhooks. One is made when none is stated. */
  secret?: string | null;
};

export type StatedWebhookChange = {
  url?: string;
  /** Null: everything. */
  events?:
    | readonly (
        | 'order.created'
        | 'order.replaced'
        | 'order.completed'
        | 'order.annotated'
        | 'order.held'
        | 'order.restored'
        | 'order.canceled'
        | 'order.shipped'
        | 'label.created'
        | 'label.voided'
        | 'order.tagged'
        | 'order.untagged'
        | 'order.assigned'
        | 'order.split'
        | 'order.merged'
        | 'order.anonymized'
        | 'order.deleted'
        | 'shipment.created'
        | 'shipment.changed'
        | 'shipment.good_to_go'
        | 'shipment.completed'
        | 'shipment.captured'
        | 'shipment.removed'
        | 'return.created'
        | 'return.changed'
        | 'allocation.created'
        | 'allocation.changed'
        | 'check.created'
        | 'check.accepted'
        | 'check.rejected'
        | 'check.timed_out'
        | 'webhook.disabled'
      )[]
    | null;
  name?: string | null;
  /** Null: of all. */
  store_id?: number | null;
  /** Enabled again, it is told of what happens from then on. */
  enabled?: boolean;
};

export type StatedRotation = {
  /** Of Standard Webhooks. One is made when none is stated. */
  secret?: string | null;
  /** How long the former secret signs as well; a day when absent. */
  keep_seconds?: number | null;
};

export type StatedReplay = {
  /** Events of this time and later are told again. */
  from: string;
  /** And before this; now when absent. */
  before?: string | null;
};
