/**
 * What the native API answers, as types, made from its OpenAPI document by scripts/sdk-types.ts: not to be written by hand.
 * Amounts are decimals as texts; times are RFC 3339 texts, with the zone in brackets (RFC 9557) where one was stated.
 * Members and values may be added in time.
 */

export type Order = {
  id: number;
  key: string;
  is_number_unique: boolean;
  number: string;
  status: 'prepared' | 'unpaid' | 'open' | 'held' | 'outsourced' | 'rejected' | 'shipped' | 'canceled';
  currency?: string;
  placed_at?: string;
  paid_at?: string;
  ship_by?: string;
  deliver_by?: string;
  cancel_by?: string;
  ship_on?: string;
  customer?: {
    id?: number;
    username?: string;
    email?: string;
  };
  bill_to?: Address;
  ship_to?: Address;
  lines: readonly Line[];
  amount_paid?: string;
  tax_amount?: string;
  shipping_amount?: string;
  discount_amount?: string;
  voucher_codes?: readonly string[];
  customer_note?: string;
  internal_note?: string;
  is_gift?: boolean;
  gift_message?: string;
  payment?: Payment;
  shipping?: Shipping;
  store_id?: number;
  channel?: string;
  custom_fields?: readonly (string | null)[];
  tag_ids?: readonly number[];
  is_internal?: boolean;
  revision: number;
  batch_id: string;
  /** RFC 3339, in UTC. */
  created_at: string;
  /** RFC 3339, in UTC. */
  modified_at: string;
  hold?: {
    from: 'prepared' | 'unpaid' | 'open' | 'held' | 'outsourced' | 'rejected' | 'shipped' | 'canceled';
    until?: string;
  };
  shipment?: Shipment;
  family?: {
    parent_id: number | null;
    member_ids: readonly number[];
  };
  /** What only another contract knows of it, under that contract's name. Read only. */
  extras?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

export type Address = {
  name?: string;
  first_name?: string;
  last_name?: string;
  attention?: string;
  company?: string;
  street1?: string;
  street2?: string;
  street3?: string;
  city?: string;
  state?: string;
  postal_code?: string;
  country?: string;
  phone?: string;
  mobile?: string;
  email?: string;
  is_residential?: boolean;
};

export type Weight = {
  value: string;
  unit: 'ounces' | 'pounds' | 'grams' | 'kilograms';
};

export type Shipping = {
  requested_service?: string;
  carrier_code?: string;
  service_code?: string;
  package_code?: string;
  confirmation?: string;
  weight?: Weight;
  dimensions?: {
    length?: string;
    width?: string;
    height?: string;
    unit: 'inches' | 'centimeters';
  };
  insurance?: {
    provider?: string;
    is_insured: boolean;
    value: string;
  };
  customs?: {
    contents?: string;
    non_delivery?: string;
    lines?: readonly {
      id?: number;
      description?: string;
      quantity?: number;
      value?: string;
      tariff_code?: string;
      origin_country?: string;
    }[];
  };
  billing?: {
    party?: string;
    account?: string;
    postal_code?: string;
    country?: string;
    other_account_id?: number;
  };
  warehouse_id?: number;
  is_non_machinable?: boolean;
  is_saturday_delivery?: boolean;
  contains_alcohol?: boolean;
};

export type PaymentStep = {
  result: 'pending' | 'succeeded' | 'failed';
  amount: string;
  method?: string;
  transaction?: string;
  response?: string;
  invoice_url?: string;
};

export type Payment = {
  method?: string;
  provider_id?: number;
  authorization?: PaymentStep;
  capture?: PaymentStep;
};

export type Line = {
  key?: string;
  sku?: string;
  ean?: string;
  upc?: string;
  name?: string;
  quantity: number;
  unit_price?: string;
  original_price?: string;
  tax_amount?: string;
  shipping_amount?: string;
  image_url?: string;
  weight?: Weight;
  location?: string;
  options?: readonly {
    name?: string;
    value?: string;
  }[];
  product_id?: number;
  fulfillment_sku?: string;
  is_adjustment?: boolean;
  comment?: string;
  id: number;
  /** RFC 3339, in UTC. */
  created_at: string;
  /** What only another contract knows of it, under that contract's name. Read only. */
  extras?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

export type Shipment = {
  shipped_at?: string;
  carrier_code?: string;
  service_code?: string;
  tracking_number?: string;
};

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
    /** RFC 3339, in UTC. */
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
  /** RFC 3339, in UTC. */
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
  /** RFC 3339, in UTC. */
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
  /** Of one request, also after decompression. */
  body_bytes_max: number;
  /** With one key. */
  requests_per_minute: number;
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
};
