/**
 * The order on this wire: every field of the core under its own name in snake_case, amounts as decimals, times as
 * texts. The tables are complete because they would not compile otherwise.
 * Nothing here decides what a value means; read.ts and write.ts use the codecs, reference.ts their schemas.
 */
import { LIMITS } from '../../core/limits.ts';
import {
  type Address,
  type Customer,
  type Customs,
  type CustomsLine,
  type Dimensions,
  type FreightBilling,
  type Insurance,
  type LineOption,
  ORDER_STATUSES,
  type OrderContent,
  type OrderLine,
  type OrderStatus,
  type Payment,
  type PaymentStep,
  type Shipping,
  type Weight,
} from '../../core/order.ts';
import { Choice, Country, compileCheck, Maybe } from '../schema.ts';
import { type TSchema, Type } from '../type-box.ts';
import {
  type Codec,
  closed,
  date,
  flag,
  ignored,
  list,
  money,
  moneyOff,
  named,
  object,
  plain,
  Stamp,
  text,
  time,
  withStandard,
} from './codec.ts';
import { charge, Extras, lineStock, shipment, state, supply } from './state.ts';

const INT32_MAX = 2_147_483_647;
const OPTIONS_MAX = 1_000;
const SHORT_LIST_MAX = 1_000;

/** Texts that are looked up and compared: half a character would be stored as another, and some databases take no NUL. */
const findable = {
  pattern: '^[^\\u0000\\p{Cs}]*$',
  expected: 'a text of whole Unicode characters without NUL',
};
const name = plain<string>(Type.String(findable));
const id = plain<number>(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));
const count = plain<number>(Type.Integer({ minimum: -INT32_MAX, maximum: INT32_MAX }));
const country = plain<string>(Country);
const choice = <const T extends readonly string[]>(values: T): Codec<T[number]> => plain(Choice(values));

export const OrderId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const OrderKey = Type.String({ minLength: 1, maxLength: LIMITS.orderKeyCharsMax, ...findable });
export const Revision = Type.Integer({ minimum: 0, maximum: INT32_MAX });

const address = object<Address>(
  {
    name,
    firstName: text,
    lastName: text,
    attention: text,
    company: text,
    street1: text,
    street2: text,
    street3: text,
    city: text,
    state: text,
    postalCode: text,
    country,
    phone: text,
    mobile: text,
    email: text,
    isResidential: flag,
  },
  [],
  { title: 'Address' },
);

const weight = object<Weight>(
  { valueE4: money, unit: choice(['ounces', 'pounds', 'grams', 'kilograms']) },
  ['valueE4', 'unit'],
  { title: 'Weight' },
);

const dimensions = object<Dimensions>(
  { lengthE4: money, widthE4: money, heightE4: money, unit: choice(['inches', 'centimeters']) },
  ['unit'],
);

const insurance = object<Insurance>({ provider: text, isInsured: flag, valueE4: money }, ['isInsured', 'valueE4']);

const customsLine = object<CustomsLine>(
  { id, description: text, quantity: count, valueE4: money, tariffCode: text, originCountry: country },
  [],
);
const customs = object<Customs>(
  { contents: text, nonDelivery: text, lines: list(customsLine, LIMITS.orderLinesMax) },
  [],
);

const billing = object<FreightBilling>(
  { party: text, account: text, postalCode: text, country, otherAccountId: id },
  [],
);

const shipping = object<Shipping>(
  {
    requestedService: text,
    carrierCode: text,
    serviceCode: text,
    packageCode: text,
    confirmation: text,
    weight,
    dimensions,
    insurance,
    customs,
    billing,
    warehouseId: id,
    isNonMachinable: flag,
    isSaturdayDelivery: flag,
    containsAlcohol: flag,
  },
  [],
  { title: 'Shipping' },
);

const customer = object<Customer>({ id, username: text, email: text }, []);

const paymentStep = object<PaymentStep>(
  {
    result: choice(['pending', 'succeeded', 'failed']),
    amountE4: money,
    method: text,
    transaction: text,
    response: text,
    invoiceUrl: text,
  },
  ['result', 'amountE4'],
  { title: 'PaymentStep' },
);
export const payment = object<Payment>(
  { method: text, providerId: id, authorization: paymentStep, capture: paymentStep },
  [],
  { title: 'Payment' },
);

const option = object<LineOption>({ name: text, value: text }, []);

const lineReadOnly = {
  id: OrderId,
  created_at: Stamp,
  stock: Type.Optional(lineStock.answer),
  supply: Type.Optional(supply.answer),
  charge: Type.Optional(charge.answer),
  bundle_id: Type.Optional(OrderId),
  extras: Type.Optional(Extras),
};
const line = object<Omit<OrderLine, 'extras'>>(
  {
    key: text,
    sku: text,
    ean: text,
    upc: text,
    name: text,
    quantity: count,
    unitPriceE4: money,
    originalPriceE4: money,
    taxE4: named('tax_amount', money),
    shippingE4: named('shipping_amount', money),
    imageUrl: text,
    weight,
    location: text,
    options: list(option, OPTIONS_MAX),
    productId: id,
    fulfillmentSku: text,
    isAdjustment: flag,
    comment: text,
  },
  ['quantity'],
  { title: 'Line', readOnly: lineReadOnly },
);

export const content = object<Omit<OrderContent, 'extras'>>(
  {
    number: plain(Type.String({ minLength: 1, maxLength: LIMITS.orderNumberCharsMax, ...findable })),
    status: withStandard<OrderStatus>('open', choice(ORDER_STATUSES)),
    currency: plain(Type.String({ pattern: '^[A-Z]{3}$', expected: 'a currency code (ISO 4217), such as EUR' })),
    placedAt: time,
    paidAt: time,
    shipBy: time,
    deliverBy: time,
    cancelBy: time,
    shipOn: date,
    customer,
    billTo: address,
    shipTo: address,
    lines: list(line, LIMITS.orderLinesMax),
    amountPaidE4: money,
    taxE4: named('tax_amount', money),
    shippingE4: named('shipping_amount', money),
    discountE4: named('discount_amount', moneyOff),
    voucherCodes: list(text, SHORT_LIST_MAX),
    customerNote: text,
    internalNote: text,
    isGift: flag,
    giftMessage: text,
    payment,
    shipping,
    storeId: id,
    channel: text,
    customFields: list(plain<string | null>(Type.Unsafe({ type: ['string', 'null'] })), SHORT_LIST_MAX),
    tagIds: list(id, SHORT_LIST_MAX),
    isInternal: flag,
  },
  ['lines'],
);

const readOnly = {
  revision: Revision,
  batch_id: Type.String(),
  created_at: Stamp,
  modified_at: Stamp,
  ...state.answerProperties,
  extras: Type.Optional(Extras),
};

/** Beside the content: which order is meant, and what may be done with it. */
const naming = {
  id: Maybe(OrderId),
  key: Maybe(OrderKey),
  is_number_unique: Maybe(Type.Boolean({ description: 'No other order of the account may bear the number.' })),
  may_split: Maybe(Type.Boolean({ description: "The account's split rules may make several orders of it." })),
  if_revision: Maybe(
    Type.Integer({ minimum: 0, maximum: INT32_MAX, description: 'Refused at another revision; 0: must be new.' }),
  ),
};

/** An order as it is stated. */
export const OrderBody: TSchema = closed(
  { ...naming, ...content.properties, ...ignored(readOnly) },
  { title: 'StatedOrder' },
);

/** An order as it is answered. */
export const OrderAnswer: TSchema = closed(
  {
    id: OrderId,
    key: OrderKey,
    is_number_unique: Type.Boolean(),
    ...content.answerProperties,
    number: Type.String(),
    ...readOnly,
  },
  { title: 'Order' },
);

/** Parts of an order that stand in the document under their own names. */
export const parts = [address, weight, shipping, paymentStep, payment, line, shipment];

export type StatedOrder = Readonly<Record<string, unknown>> & {
  readonly id?: number | null;
  readonly key?: string | null;
  readonly is_number_unique?: boolean | null;
  readonly may_split?: boolean | null;
  readonly if_revision?: number | null;
};

/** What one order must be, each field by itself; rules between fields are in read.ts. */
export const checkOrder = compileCheck(OrderBody, { isExact: true });
