/**
 * One order on three wires: made as the native API states it, and restricted to what another contract can say at all,
 * then said in that contract's words. Used by the test that the same order is stored whichever way it came in.
 * The zone of both vendors' dates is set to ZONE by that test.
 */
import fc from 'fast-check';

export const ZONE = 'Europe/Oslo';

export type Wire = Record<string, unknown>;

const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((text) => text.trim() === text && text !== '');
const amount = fc.integer({ min: 1, max: 999_999_999 }).map((e4) => textOf(e4));
const wall = fc
  .date({ min: new Date('2001-01-01'), max: new Date('2037-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 19));
const time = wall.map((text) => `${text}[${ZONE}]`);
const id = fc.integer({ min: 1, max: 2 ** 40 });
const country = fc.constantFrom('US', 'SE', 'DE', 'JP');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });

const address = fc.record({
  first_name: word,
  last_name: word,
  attention: maybe(word),
  company: maybe(word),
  street1: maybe(word),
  street2: maybe(word),
  street3: maybe(word),
  city: maybe(word),
  state: maybe(word),
  postal_code: word,
  country,
  phone: maybe(word),
  mobile: maybe(word),
  email: word,
  is_residential: maybe(fc.constant(true)),
});

const weight = fc.record({ value: amount, unit: fc.constantFrom('ounces', 'pounds', 'grams') });
const line = fc.record({
  key: maybe(word),
  sku: word,
  ean: maybe(word),
  upc: maybe(word),
  name: word,
  quantity: fc.integer({ min: 1, max: 99 }),
  unit_price: amount,
  original_price: maybe(amount),
  tax_amount: maybe(amount),
  shipping_amount: maybe(amount),
  image_url: maybe(word),
  weight: maybe(weight),
  location: maybe(word),
  options: maybe(fc.uniqueArray(fc.constantFrom('brand', 'variant', 'size'), { minLength: 1 }).chain(optionsOf)),
  product_id: maybe(id),
  fulfillment_sku: maybe(word),
  comment: maybe(word),
});

/** In the order in which the vendor that has fixed names for them states them. */
function optionsOf(names: readonly string[]) {
  const sorted = ['brand', 'variant', 'size'].filter((name) => names.includes(name));
  return fc
    .tuple(...sorted.map(() => word))
    .map((values) => sorted.map((name, index) => ({ name, value: values[index] })));
}

const step = fc.record({
  result: fc.constantFrom('pending', 'succeeded', 'failed'),
  amount,
  method: word,
  transaction: maybe(word),
  response: maybe(word),
  invoice_url: maybe(word),
});

const shipping = fc.record({
  requested_service: word,
  carrier_code: maybe(word),
  service_code: maybe(word),
  package_code: maybe(word),
  confirmation: maybe(fc.constantFrom('delivery', 'signature')),
  weight: maybe(weight),
  dimensions: maybe(
    fc.record({ length: amount, width: amount, height: amount, unit: fc.constantFrom('inches', 'centimeters') }),
  ),
  insurance: maybe(
    fc.record({ provider: fc.constantFrom('carrier', 'provider'), is_insured: fc.boolean(), value: amount }),
  ),
  billing: maybe(
    fc.record({ party: fc.constantFrom('recipient', 'third_party'), account: word, postal_code: word, country }),
  ),
  warehouse_id: maybe(id),
  is_saturday_delivery: maybe(fc.constant(true)),
  contains_alcohol: maybe(fc.constant(true)),
});

/** Every field that one of the other contracts has. */
export const anyOrder: fc.Arbitrary<Wire> = fc
  .record({
    placed_at: time,
    paid_at: maybe(time),
    ship_by: maybe(time),
    deliver_by: maybe(time),
    cancel_by: maybe(time),
    ship_on: maybe(wall.map((text) => text.slice(0, 10))),
    customer: fc.record({ id, username: maybe(word) }),
    bill_to: address,
    ship_to: address,
    lines: fc.array(line, { minLength: 1, maxLength: 5 }),
    tax_amount: maybe(amount),
    shipping_amount: maybe(amount),
    discount_amount: maybe(amount),
    voucher_codes: maybe(fc.array(word, { minLength: 1, maxLength: 3 })),
    customer_note: maybe(word),
    internal_note: maybe(word),
    is_gift: maybe(fc.constant(true)),
    gift_message: maybe(word),
    payment: fc.record({ provider_id: maybe(id), authorization: maybe(step), capture: step }),
    shipping,
    store_id: id,
    channel: maybe(word),
    custom_fields: maybe(fc.tuple(word, fc.option(word), word)),
    tag_ids: maybe(fc.uniqueArray(id, { minLength: 1, maxLength: 3 })),
    is_internal: maybe(fc.boolean()),
  })
  .map(consistent);

/** What one wire keeps in two places is the same in both. */
function consistent(order: Wire): Wire {
  const named = (part: Wire): Wire => ({ ...part, name: `${part.first_name} ${part.last_name}` });
  const billTo = named(order.bill_to as Wire);
  const { capture } = order.payment as { capture: Wire };
  return {
    ...order,
    status: 'open',
    bill_to: { ...billTo, is_residential: undefined },
    ship_to: named(order.ship_to as Wire),
    customer: { ...(order.customer as Wire), email: billTo.email },
    payment: { ...(order.payment as Wire), method: capture.method },
    amount_paid: capture.result === 'succeeded' ? capture.amount : undefined,
    lines: (order.lines as readonly Wire[]).map((one) => ({ ...one, original_price: one.original_price ?? undefined })),
  };
}

const ARRAY_ADDRESS = [
  'name',
  'company',
  'street1',
  'street2',
  'street3',
  'city',
  'state',
  'postal_code',
  'country',
  'phone',
];
const ARRAY_LINE = [
  ...['key', 'sku', 'upc', 'name', 'quantity', 'unit_price', 'tax_amount', 'shipping_amount', 'image_url', 'weight'],
  ...['location', 'options', 'fulfillment_sku'],
];
const ARRAY_ORDER = [
  ...['status', 'placed_at', 'paid_at', 'ship_by', 'ship_on', 'amount_paid', 'tax_amount', 'shipping_amount'],
  ...[
    'customer_note',
    'internal_note',
    'is_gift',
    'gift_message',
    'shipping',
    'store_id',
    'channel',
    'custom_fields',
    'tag_ids',
  ],
];

/** What the contract that takes an array can say. */
export function arrayPart(order: Wire): Wire {
  return {
    ...picked(order, ARRAY_ORDER),
    // Its ids of customers and products are the server's, whatever is sent.
    customer: picked(order.customer as Wire, ['username', 'email']),
    payment: picked(order.payment as Wire, ['method']),
    bill_to: picked(order.bill_to as Wire, ARRAY_ADDRESS),
    ship_to: picked(order.ship_to as Wire, [...ARRAY_ADDRESS, 'is_residential']),
    lines: (order.lines as readonly Wire[]).map((one) => picked(one, ARRAY_LINE)),
  };
}

const KEYED_ADDRESS = [
  ...['name', 'first_name', 'last_name', 'attention', 'company', 'street1', 'street2', 'city', 'state', 'postal_code'],
  ...['country', 'phone', 'mobile', 'email'],
];
const KEYED_LINE = ['sku', 'ean', 'upc', 'name', 'quantity', 'unit_price', 'original_price', 'options', 'comment'];
const KEYED_ORDER = [
  ...[
    'status',
    'placed_at',
    'deliver_by',
    'cancel_by',
    'amount_paid',
    'shipping_amount',
    'discount_amount',
    'voucher_codes',
  ],
  ...['customer_note', 'internal_note', 'payment', 'is_internal'],
];

/** What the contract that takes a keyed object can say. */
export function keyedPart(order: Wire): Wire {
  return {
    ...picked(order, KEYED_ORDER),
    customer: picked(order.customer as Wire, ['id', 'email']),
    shipping: picked(order.shipping as Wire, ['requested_service']),
    bill_to: picked(order.bill_to as Wire, KEYED_ADDRESS),
    ship_to: picked(order.ship_to as Wire, KEYED_ADDRESS),
    lines: (order.lines as readonly Wire[]).map((one) => picked(one, KEYED_LINE)),
  };
}

/** `order` is an `arrayPart` with a number. */
export function arrayWire(order: Wire): Wire {
  const { shipping: ship = {}, payment, customer } = order as Record<string, Wire>;
  const insured = ship.insurance as Wire | undefined;
  const [customField1, customField2, customField3] = (order.custom_fields ?? []) as readonly unknown[];
  const paying = ship.billing as Wire | undefined;
  return {
    orderNumber: order.number,
    orderKey: order.key,
    orderStatus: 'awaiting_shipment',
    orderDate: wallOf(order.placed_at),
    paymentDate: wallOf(order.paid_at),
    shipByDate: wallOf(order.ship_by),
    shipDate: order.ship_on,
    customerUsername: customer?.username,
    customerEmail: customer?.email,
    billTo: arrayAddress(order.bill_to as Wire),
    shipTo: arrayAddress(order.ship_to as Wire),
    items: (order.lines as readonly Wire[]).map(arrayLine),
    amountPaid: numberOf(order.amount_paid),
    taxAmount: numberOf(order.tax_amount),
    shippingAmount: numberOf(order.shipping_amount),
    customerNotes: order.customer_note,
    internalNotes: order.internal_note,
    gift: order.is_gift,
    giftMessage: order.gift_message,
    paymentMethod: payment?.method,
    requestedShippingService: ship.requested_service,
    carrierCode: ship.carrier_code,
    serviceCode: ship.service_code,
    packageCode: ship.package_code,
    confirmation: ship.confirmation,
    weight: arrayWeight(ship.weight),
    dimensions: sizes(ship.dimensions),
    insuranceOptions: insured && {
      provider: insured.provider,
      insureShipment: insured.is_insured,
      insuredValue: numberOf(insured.value),
    },
    tagIds: order.tag_ids,
    advancedOptions: {
      ...{
        warehouseId: ship.warehouse_id,
        saturdayDelivery: ship.is_saturday_delivery,
        containsAlcohol: ship.contains_alcohol,
      },
      ...{ storeId: order.store_id, source: order.channel, customField1, customField2, customField3 },
      billToParty: paying?.party,
      billToAccount: paying?.account,
      billToPostalCode: paying?.postal_code,
      billToCountryCode: paying?.country,
    },
  };
}

function arrayAddress({ postal_code, is_residential, ...rest }: Wire): Wire {
  return { ...rest, postalCode: postal_code, residential: is_residential };
}

function arrayLine(line: Wire): Wire {
  return {
    lineItemKey: line.key,
    sku: line.sku,
    upc: line.upc,
    name: line.name,
    quantity: line.quantity,
    unitPrice: numberOf(line.unit_price),
    taxAmount: numberOf(line.tax_amount),
    shippingAmount: numberOf(line.shipping_amount),
    imageUrl: line.image_url,
    weight: arrayWeight(line.weight),
    warehouseLocation: line.location,
    options: line.options,
    fulfillmentSku: line.fulfillment_sku,
  };
}

function arrayWeight(weight: unknown): Wire | undefined {
  return weight === undefined ? undefined : { value: numberOf((weight as Wire).value), units: (weight as Wire).unit };
}

function sizes(dimensions: unknown): Wire | undefined {
  if (dimensions === undefined) return undefined;
  const { length, width, height, unit } = dimensions as Wire;
  return { length: numberOf(length), width: numberOf(width), height: numberOf(height), units: unit };
}

/** `order` is a `keyedPart` with a number. */
export function keyedWire(order: Wire): Wire {
  const { payment = {}, customer, shipping: ship } = order as Record<string, Wire>;
  return {
    orderNumber: Number(order.number),
    invoiceAddress: keyedAddress(order.bill_to as Wire),
    deliveryAddress: keyedAddress(order.ship_to as Wire),
    customerId: customer?.id,
    products: (order.lines as readonly Wire[]).map(keyedLine),
    shippingList: ship?.requested_service,
    shippingValue: numberOf(order.shipping_amount),
    voucherValue: numberOf(order.discount_amount),
    voucherCodes: order.voucher_codes,
    comment: order.customer_note,
    internalComment: order.internal_note,
    internalOrder: order.is_internal,
    orderDate: wallOf(order.placed_at)?.replace('T', ' '),
    deliveryDate: wallOf(order.deliver_by)?.replace('T', ' '),
    cancelDate: wallOf(order.cancel_by)?.replace('T', ' '),
    payment: { id: payment.provider_id, auth: keyedStep(payment.authorization), capture: keyedStep(payment.capture) },
  };
}

function keyedAddress(part: Wire): Wire {
  return {
    firstName: part.first_name,
    lastName: part.last_name,
    attn: part.attention,
    company: part.company,
    address: part.street1,
    coaddress: part.street2,
    city: part.city,
    state: part.state,
    zipcode: part.postal_code,
    country: part.country,
    tele: part.phone,
    cell: part.mobile,
    email: part.email,
  };
}

function keyedLine(line: Wire): Wire {
  const options = (line.options ?? []) as readonly { name: string; value: string }[];
  const named = Object.fromEntries(options.map(({ name, value }) => [name, value]));
  return {
    sku: line.sku,
    ean: line.ean,
    upc: line.upc,
    qty: line.quantity,
    unitPrice: numberOf(line.unit_price),
    originalPrice: numberOf(line.original_price),
    comment: line.comment,
    itemText: { product: line.name, ...named },
  };
}

function keyedStep(step: unknown): Wire | undefined {
  if (step === undefined) return undefined;
  const { result, amount: paid, invoice_url, ...rest } = step as Wire;
  const status = ['pending', 'succeeded', 'failed'].indexOf(String(result));
  return { ...rest, status, amount: numberOf(paid), external_url: invoice_url };
}

function picked(from: Wire, names: readonly string[]): Wire {
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}

function wallOf(text: unknown): string | undefined {
  return typeof text === 'string' ? text.slice(0, 19) : undefined;
}

function numberOf(text: unknown): number | undefined {
  return typeof text === 'string' ? Number(text) : undefined;
}

function textOf(e4: number): string {
  return (e4 / 10_000).toFixed(4).replace(/0{1,2}$/, '');
}
