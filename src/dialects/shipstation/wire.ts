/**
 * The wire of an order as callers send it: one schema an object, which is its type, its check and its document.
 * Every known name stands here, the read-only ones too (quirk 3): a name in another case takes the slow path of
 * schema.ts, where it is bound (quirk 2). Nothing here decides what a value means; read.ts does.
 * Used by read.ts for every order of a request; the answer's shape is write.ts.
 */
import { LIMITS } from '../../core/limits.ts';
import { Amount, Choice, compileCheck, Maybe, MomentText } from '../schema.ts';
import { type Static, type TProperties, Type } from '../type-box.ts';
import { isoFromOther } from './times.ts';

/** Only names the schema has: others take the slow path and are left out there. */
function Fields<const P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false });
}

/** Accepted, never read (quirk 3). */
const ReadOnly = Type.Optional(Type.Unknown());
const Text = Maybe(Type.String());
const Flag = Maybe(Type.Boolean());
const Money = Maybe(Amount);
const INT32_MAX = 2_147_483_647;
const Count = Type.Integer({ minimum: -INT32_MAX - 1, maximum: INT32_MAX });
const Id = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const NotBlank = Type.String({ pattern: '\\S', expected: 'a text that is not blank' });
/** A blank stands for no country (quirk 9). */
const CountryText = Type.String({
  pattern: '^(\\s*|[A-Za-z]{2})$',
  expected: 'a two-letter country code (ISO 3166), such as US',
});

/** rejected_fulfillment is a status of answers and filters; nobody can state it (quirk 6). */
const WRITABLE_STATUSES = [
  'awaiting_payment',
  'awaiting_shipment',
  'pending_fulfillment',
  'shipped',
  'on_hold',
  'cancelled',
] as const;

export const Weight = Fields({
  value: Money,
  units: Maybe(Choice(['ounces', 'pounds', 'grams'])),
  WeightUnits: ReadOnly,
});
const Dimensions = Fields({
  units: Maybe(Choice(['inches', 'centimeters'])),
  length: Money,
  width: Money,
  height: Money,
});

const Address = Fields({
  name: NotBlank,
  company: Text,
  street1: Text,
  street2: Text,
  street3: Text,
  city: Text,
  state: Text,
  postalCode: Text,
  country: Maybe(CountryText),
  phone: Text,
  residential: Flag,
  addressVerified: ReadOnly,
});

const Item = Fields({
  orderItemId: ReadOnly,
  lineItemKey: Text,
  sku: Text,
  name: Type.String(),
  imageUrl: Text,
  weight: Maybe(Weight),
  quantity: Count,
  unitPrice: Money,
  taxAmount: Money,
  shippingAmount: Money,
  warehouseLocation: Text,
  options: Maybe(Type.Array(Fields({ name: Text, value: Text }))),
  productId: ReadOnly,
  fulfillmentSku: Text,
  adjustment: Flag,
  upc: Text,
  createDate: ReadOnly,
  modifyDate: ReadOnly,
});

const CustomsItem = Fields({
  customsItemId: Maybe(Id),
  description: Text,
  quantity: Maybe(Count),
  value: Money,
  harmonizedTariffCode: Text,
  countryOfOrigin: Maybe(CountryText),
});

const InsuranceOptions = Fields({
  provider: Maybe(Choice(['shipsurance', 'carrier', 'provider', 'xcover', 'parcelguard'])),
  insureShipment: Flag,
  insuredValue: Money,
});

const InternationalOptions = Fields({
  contents: Maybe(Choice(['merchandise', 'documents', 'gift', 'returned_goods', 'sample'])),
  customsItems: Maybe(Type.Array(CustomsItem, { maxItems: LIMITS.orderLinesMax })),
  nonDelivery: Maybe(Choice(['return_to_sender', 'treat_as_abandoned'])),
});

const AdvancedOptions = Fields({
  warehouseId: Maybe(Id),
  nonMachinable: Flag,
  saturdayDelivery: Flag,
  containsAlcohol: Flag,
  mergedOrSplit: ReadOnly,
  mergedIds: ReadOnly,
  parentId: ReadOnly,
  storeId: Maybe(Id),
  customField1: Text,
  customField2: Text,
  customField3: Text,
  source: Text,
  billToParty: Maybe(Choice(['my_account', 'my_other_account', 'recipient', 'third_party'])),
  billToAccount: Text,
  billToPostalCode: Text,
  billToCountryCode: Maybe(CountryText),
  billToMyOtherAccount: Maybe(Id),
});

export const Order = Fields({
  orderId: Maybe(Id),
  orderNumber: NotBlank,
  orderKey: Maybe(Type.String({ maxLength: LIMITS.orderKeyCharsMax })),
  orderDate: MomentText,
  createDate: ReadOnly,
  modifyDate: ReadOnly,
  paymentDate: Maybe(MomentText),
  shipByDate: Maybe(MomentText),
  orderStatus: Choice(WRITABLE_STATUSES),
  customerId: ReadOnly,
  customerUsername: Text,
  customerEmail: Text,
  billTo: Address,
  shipTo: Address,
  items: Maybe(Type.Array(Item, { maxItems: LIMITS.orderLinesMax })),
  orderTotal: ReadOnly,
  amountPaid: Money,
  taxAmount: Money,
  shippingAmount: Money,
  customerNotes: Text,
  internalNotes: Text,
  gift: Flag,
  giftMessage: Text,
  paymentMethod: Text,
  requestedShippingService: Text,
  carrierCode: Text,
  serviceCode: Text,
  packageCode: Text,
  confirmation: Maybe(Choice(['none', 'delivery', 'signature', 'adult_signature', 'direct_signature'])),
  shipDate: Maybe(MomentText),
  holdUntilDate: ReadOnly,
  weight: Maybe(Weight),
  dimensions: Maybe(Dimensions),
  insuranceOptions: Maybe(InsuranceOptions),
  internationalOptions: Maybe(InternationalOptions),
  advancedOptions: Maybe(AdvancedOptions),
  tagIds: Maybe(Type.Array(Id, { maxItems: LIMITS.orderLinesMax })),
  userId: ReadOnly,
  externallyFulfilled: ReadOnly,
  externallyFulfilledBy: ReadOnly,
  externallyFulfilledById: ReadOnly,
  externallyFulfilledByName: ReadOnly,
  labelMessages: ReadOnly,
});

export type WireOrder = Static<typeof Order>;
export type WireAddress = Static<typeof Address>;
export type WireItem = Static<typeof Item>;
export type WireWeight = Static<typeof Weight>;
export type WireAdvancedOptions = Static<typeof AdvancedOptions>;

/** What one order must be, each field by itself; what fields cannot be together is in rules.ts. */
export const checkOrder = compileCheck(Order, {
  isCaseInsensitive: true,
  hasEmptyNulls: true,
  momentFromOther: isoFromOther,
});
