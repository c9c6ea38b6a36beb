/**
 * The bodies of this wire as schemas: the type, the validator and the document of what a caller may send.
 * Field names are the vendor's; every optional field may also be null, which means absent (quirk 8). Unknown fields
 * are ignored (quirk 9). What joins several fields is in order-check.ts.
 * Only read.ts and the files below it use these; the core never sees them.
 */
import { LIMITS } from '../../core/limits.ts';
import { Choice, Country, Maybe, MomentText } from '../schema.ts';
import { type Static, Type } from '../type-box.ts';

/** Counts of the vendor's own database are 32 bits wide. */
const QTY_MAX = 2_147_483_647;

const Text = Type.String();
const Flag = Type.Boolean();
const Id = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** Fifteen digits: what every reader of JSON keeps exactly. */
const OrderNumber = Type.Integer({ minimum: 1, maximum: 999_999_999_999_999 });
const Price = Type.Number({ format: 'amount', minimum: 0 });
const Amount = Type.Number({ format: 'amount' });
/** Free names; the values are looked at in order-check.ts. */
const Attributes = Type.Unsafe<Record<string, unknown>>({ type: 'object' });

const addressFields = {
  firstName: Maybe(Text),
  lastName: Maybe(Text),
  attn: Maybe(Text),
  company: Maybe(Text),
  address: Maybe(Text),
  coaddress: Maybe(Text),
  city: Maybe(Text),
  zipcode: Maybe(Text),
  state: Maybe(Text),
  country: Country,
  tele: Maybe(Text),
  cell: Maybe(Text),
};

const DeliveryAddress = Type.Object({ email: Maybe(Text), ...addressFields });
const InvoiceAddress = Type.Object({ email: Type.String({ minLength: 1 }), ...addressFields });
export type AddressBody = Static<typeof DeliveryAddress>;

const LocalizedSize = Type.Object({ localizedSize: Maybe(Text), localizationDefinitionName: Maybe(Text) });
export type LocalizedSizeBody = Static<typeof LocalizedSize>;

const Product = Type.Object({
  qty: Type.Integer({ minimum: 1, maximum: QTY_MAX }),
  id: Maybe(Id),
  ean: Maybe(Text),
  upc: Maybe(Text),
  sku: Maybe(Text),
  item: Maybe(Text),
  unitPrice: Maybe(Price),
  originalPrice: Maybe(Price),
  comment: Maybe(Text),
  otherComment: Maybe(Text),
  itemText: Maybe(
    Type.Object({
      sku: Maybe(Text),
      brand: Maybe(Text),
      product: Maybe(Text),
      variant: Maybe(Text),
      size: Maybe(Text),
      localizedProdSize: Maybe(LocalizedSize),
    }),
  ),
  localizedProdSize: Maybe(LocalizedSize),
});
export type ProductBody = Static<typeof Product>;

/** How it went outside: 0 pending, 1 success, 2 failed. */
const PaymentStep = Type.Object({
  status: Type.Unsafe<0 | 1 | 2>({ type: 'integer', minimum: 0, maximum: 2 }),
  amount: Amount,
  method: Maybe(Text),
  transaction: Maybe(Text),
  response: Maybe(Text),
  external_url: Maybe(Text),
});
export type PaymentStepBody = Static<typeof PaymentStep>;

const Payment = Type.Object({ id: Maybe(Id), auth: Maybe(PaymentStep), capture: Maybe(PaymentStep) });
export type PaymentBody = Static<typeof Payment>;

const Origin = Type.Object({ type: Choice(['return', 'order', 'plugin']), id: Id });

/** Fields that create and complete have in common. */
const placingFields = {
  buyerName: Maybe(Text),
  comment: Maybe(Text),
  otherComment: Maybe(Text),
  internalComment: Maybe(Text),
  poNumber: Maybe(Text),
  orderDate: Maybe(MomentText),
  deliveryDate: Maybe(MomentText),
  cancelDate: Maybe(MomentText),
  warehouseGroup: Maybe(Text),
  payment: Maybe(Payment),
};

export const OrderBody = Type.Object({
  invoiceAddress: Maybe(InvoiceAddress),
  deliveryAddress: Maybe(DeliveryAddress),
  address: Maybe(InvoiceAddress),
  pricelistId: Maybe(Id),
  pricelist: Maybe(Text),
  marketId: Maybe(Id),
  market: Maybe(Text),
  customerRegister: Maybe(Flag),
  customerId: Maybe(Id),
  customerSetNewPassword: Maybe(Flag),
  createdFromOrigin: Maybe(Origin),
  extraAttributes: Maybe(Attributes),
  accountId: Maybe(Id),
  buyerId: Maybe(Id),
  deliveryWindow: Maybe(Text),
  products: Type.Array(Product, { maxItems: LIMITS.orderLinesMax }),
  shippingList: Maybe(Text),
  shippingValue: Maybe(Price),
  voucherValue: Maybe(Price),
  applyVouchers: Maybe(Flag),
  voucherCodes: Maybe(Type.Array(Text)),
  orderNumber: Maybe(OrderNumber),
  sendEmail: Maybe(Flag),
  adjustStock: Maybe(Flag),
  forceCreate: Maybe(Flag),
  createOnly: Maybe(Flag),
  internalOrder: Maybe(Flag),
  ...placingFields,
});
export type OrderBody = Static<typeof OrderBody>;

export const CompletionBody = Type.Object({ ...placingFields, xml: Maybe(Flag) });
export type CompletionBody = Static<typeof CompletionBody>;

export const UpdateBody = Type.Object({
  order: OrderNumber,
  internalComment: Maybe(Text),
  replaceInternalComment: Maybe(Flag),
  comment: Maybe(Text),
  otherComment: Maybe(Text),
  replaceComment: Maybe(Flag),
  extraAttributes: Maybe(Attributes),
  xml: Maybe(Flag),
});
export type UpdateBody = Static<typeof UpdateBody>;
