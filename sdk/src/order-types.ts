/**
 * An order as the native API answers it, as types, made from its document by
 * scripts/sdk-types.ts: not to be written by hand.
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
  /** In UTC. */
  created_at: string;
  /** In UTC. */
  modified_at: string;
  assignee_id?: string;
  hold?: Hold;
  given?: Given;
  shipment?: Shipment;
  parcels?: readonly Parcel[];
  shipments?: readonly PartShipment[];
  returns?: readonly Return[];
  allocations?: readonly AllocationRequest[];
  checks?: readonly StockCheck[];
  family?: Family;
  sale?: Sale;
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
  /** In UTC. */
  created_at: string;
  stock?: LineStock;
  supply?: Supply;
  charge?: Charge;
  bundle_id?: number;
  /** What only another contract knows of it, under that contract's name. Read only. */
  extras?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

export type Shipment = {
  shipped_at?: string;
  carrier_code?: string;
  service_code?: string;
  tracking_number?: string;
};

export type Hold = {
  from: 'prepared' | 'unpaid' | 'open' | 'held' | 'outsourced' | 'rejected' | 'shipped' | 'canceled';
  until?: string;
};

export type Given = {
  store_id?: number;
  warehouse_id?: number;
};

export type Parcel = {
  parcel_id: number;
  is_extra?: boolean;
  shipped_at?: string;
  carrier_code?: string;
  service_code?: string;
  tracking_number?: string;
  /** In UTC. */
  voided_at?: string;
};

export type Family = {
  parent_id: number | null;
  member_ids: readonly number[];
  merged_ids?: readonly number[];
};

export type Taking = {
  warehouse_id: number;
  quantity: number;
};

export type LineStock = {
  item_id: number;
  takings: readonly Taking[];
  short: number;
};

export type Supply = {
  window_id?: number;
  is_preorder?: boolean;
};

export type Tax = {
  name: string;
  rate: string;
  is_added: boolean;
  amount: string;
};

export type Off = {
  voucher_id: number;
  amount: string;
};

export type Charge = {
  tax?: Tax;
  offs?: readonly Off[];
};

export type Voucher = {
  voucher_id: number;
  name: string;
  code?: string;
  is_counted?: boolean;
};

export type Bundle = {
  id: number;
  quantity: number;
  unit_price: string;
  original_price?: string;
  item_id?: number;
  sku?: string;
  ean?: string;
  upc?: string;
  name?: string;
  comment?: string;
  /** What only another contract knows of it, under that contract's name. Read only. */
  extras?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

export type Sale = {
  market_id?: number;
  price_list_id?: number;
  shipping?: readonly Charge[];
  vouchers?: readonly Voucher[];
  bundles?: readonly Bundle[];
};

export type PartShipment = {
  seq: number;
  /** In UTC. */
  created_at: string;
  lines: readonly {
    line_id: number;
    quantity: number;
    serial_number?: string;
    item_id?: number;
    filled?: readonly Taking[];
    sent_from?: readonly Taking[];
  }[];
  is_good_to_go: boolean;
  is_paid: boolean;
  /** In UTC. */
  captured_at?: string;
  /** In UTC. */
  shipped_at?: string;
  carrier?: string;
  service?: string;
  packages?: number;
  tracking?: string;
  return_tracking?: string;
};

export type Refund = {
  /** In UTC. */
  at: string;
  amount: string;
};

export type Return = {
  id: number;
  seq: number;
  /** In UTC. */
  returned_at: string;
  revision?: number;
  lines: readonly {
    id: number;
    line_id: number;
    quantity: number;
    price: string;
    tax: string;
    is_tax_included?: boolean;
    item_id?: number;
  }[];
  is_restocked: boolean;
  cost?: string;
  shipping?: string;
  handling?: string;
  discount?: string;
  comment?: string;
  is_completed: boolean;
  refund?: Refund;
};

export type AllocationRequest = {
  id: number;
  warehouse_id: number;
  lines: readonly {
    line_id: number;
    item_id: number;
    quantity: number;
  }[];
  status: 'allocated' | 'confirmed' | 'rejected' | 'timed_out' | 'outdated';
  /** In UTC. */
  created_at: string;
  /** In UTC. */
  expires_at: string;
};

export type StockCheck = {
  warehouse_id: number;
  status: 'asked' | 'accepted' | 'rejected' | 'timed_out';
  /** In UTC. */
  asked_at: string;
  /** In UTC. */
  expires_at: string;
};
