/**
 * What this wire answers, as schemas: keys are always there, an empty text where there is nothing. Custom attributes
 * stand among them under their own names. Written beside the files that print, and held to them by the test that walks
 * the reference. Used by reference.ts alone.
 */
import { each, type Kind, listOf, shape } from '../answer-shape.ts';
import { type TSchema, Type } from '../type-box.ts';

const named = (side: string, names: string): string =>
  names
    .split(' ')
    .map((name) => side + name)
    .join(' ');
const BILLING = named('billing', 'Name Company Email Tele Address Coaddress Zipcode City State Country');
export const DELIVERY_KEYS = named(
  'delivery',
  'Name Company Email Cell Tele Address Coaddress Zipcode City State Country',
);

/** With keys of the caller's own beside those that are named. */
function open(schema: TSchema): TSchema {
  return { ...schema, additionalProperties: true } as TSchema;
}

const Warehouse = shape({ name: 'text', itemQty: 'whole' });
const lineFields: Record<string, Kind> = {
  ...each('text', 'lineId sku variantSku sizeSku ean upc name variant'),
  size: 'text',
  qty: 'whole',
  ...each('number', 'originalPrice price weight'),
  ...each('text', 'weightUnit countryOfOrigin harmCode comment'),
};
const LocalizedSize = shape({ localizedSize: 'text', localizationDefinitionName: 'text' });
const Product = shape(
  {
    ...lineFields,
    brand: 'text',
    'otherComment?': 'text',
    ...each('number', 'taxPercent priceDiscount priceDiscountAsPercent taxValue totalTaxValue totalPrice'),
    ...each('number', 'totalPriceWithoutTax totalPriceWithTax priceEachWithoutTax priceEachReduction'),
    anyDiscount: 'flag',
    warehouses: listOf(Warehouse),
    isBundle: 'flag',
    'isPartOfBundle?': 'text',
    'bundle?': listOf('any'),
    'localizedSize?': LocalizedSize,
    'productId?': 'text',
    'stockItemId?': 'text',
  },
  'OrderProduct',
);
const ShipmentEntry = shape(
  each('text', 'shipmentId shippedDate carrier service trackingId trackingUrl returnSlipTracking'),
  'ShipmentEntry',
);
const Tax = shape({ description: 'text', ...each('number', 'taxPercent value') }, 'Tax');
const Voucher = shape({
  ...each('text', 'voucher name priceOff description originalPriceOff'),
  ...each('number', 'priceOffAsANumber originalPriceOffAsNumber'),
  isCredit: 'flag',
});
const Discounts = shape(
  {
    anyDiscount: 'flag',
    discount: 'text',
    discountAsNumber: 'number',
    vouchers: listOf(Voucher),
    automaticDiscounts: listOf('any'),
  },
  'Discounts',
);

const dateFields = each('text', 'orderDate cancelDate preferredDeliveryDate estimatedDeliveryDate');
const totalFields = each(
  'number',
  'shippingValue voucherValue grandTotalValue grandTotalTaxValue taxAdded taxDeducted',
);

const Order = open(
  shape(
    {
      ...each('text', 'orderId orderStatus selectionId'),
      ...dateFields,
      ...each('text', 'orderStore orderCurrency customerId accountId'),
      ...each('text', DELIVERY_KEYS),
      ...each('text', BILLING),
      ...each('text', 'billingVAT poNumber shippingList'),
      ...each('whole', 'suspect internalOrder hold waitingForPayment'),
      ...totalFields,
      ...each('text', 'internalComment otherComment'),
      ...each('whole', 'marketId pricelistId'),
      ...each('text', 'ipAddress paymentPlugin paymentType paymentDescription'),
      ...each('text?', 'paymentReference paymentMethod'),
      defaultCarrier: 'text',
      shipments: listOf(ShipmentEntry),
      ...each('number', 'totalItemsPriceTax totalItemsPrice totalItemsWithoutTax'),
      taxBreakdown: listOf(Tax),
      products: listOf(Product),
      totalItemsDiscount: 'number',
      discounts: Discounts,
    },
    'Order',
  ),
);

const Terms = shape({ id: 'whole', ...each('text', 'name description') });
const ShipmentProduct = shape({
  ...lineFields,
  'warehouses?': listOf(shape(each('text', 'name itemQty'))),
  isBundle: 'flag',
  'isPartOfBundle?': 'text',
  'bundle?': listOf('any'),
  'serialNumber?': 'text',
});
const Shipment = shape(
  {
    ...each('text', 'orderId selectionId'),
    ...dateFields,
    ...each('text', 'orderStore orderCurrency shipmentId customerId accountId'),
    ...each('text', BILLING),
    ...each('text', DELIVERY_KEYS),
    ...each('text', 'billingVAT poNumber shippingList'),
    shippingTerms: Terms,
    paymentTerms: Terms,
    ...each('text', 'proforma deliveryNote defaultCarrier deliveryService shipmentDate trackingNumber trackingUrl'),
    returnSlipTracking: 'text',
    invoices: listOf('text'),
    ...each('whole', 'suspect hold paid shouldCapture'),
    ...totalFields,
    ...each('text', 'internalComment otherComment'),
    taxBreakdown: listOf(Tax),
    products: listOf(ShipmentProduct),
  },
  'Shipment',
);

const UpdatedShipment = shape(
  {
    ...each('text', 'orderId selectionId'),
    ...dateFields,
    ...each('text', 'orderStore orderCurrency shipmentId customerId accountId'),
    ...each('text', DELIVERY_KEYS),
    ...each('text', 'billingVAT poNumber shippingList proforma deliveryNote'),
    invoices: listOf('text'),
    ...each('whole', 'suspect hold paid shouldCapture'),
    ...each('number', 'shippingValue voucherValue grandTotalValue grandTotalTaxValue'),
    ...each('text', 'internalComment otherComment'),
    products: listOf(shape({ ...lineFields, 'serialNumber?': 'text' })),
  },
  'UpdatedShipment',
);

export const itemFields: Record<string, Kind> = {
  sku: 'text',
  productId: 'whole',
  variantSku: 'text',
  variantId: 'whole',
  sizeSku: 'text',
  ...each('text?', 'brand collection'),
  ...each('text', 'product variant size'),
  stockItemId: 'whole',
  ean: 'text',
  weight: 'number',
  ...each('text', 'weightUnit countryOfOrigin harmCode harmDescription'),
  active: 'whole',
};
const Price = shape({
  ...each('text', 'id price pricelist currency'),
  campaigns: listOf(shape({ ...each('text', 'id campaign'), price: 'number' })),
});
const ProductRow = shape(
  {
    ...itemFields,
    'folder?': 'text',
    ...each('text', 'name description shortDescription comment store'),
    categories: listOf('any'),
    images: listOf('any'),
    prices: listOf(Price),
  },
  'Product',
);
const StockRow = shape(
  { ...itemFields, upc: 'text', 'physicalStock?': 'whole', ...each('whole', 'allocatedStock availableStock') },
  'Stock',
);

const ok = { status: Type.Literal('ok') };
export const neighbors = { 'previous?': 'text', 'next?': 'text' } as const;
const Numbers = listOf('whole');

/** Every error that the wire itself can say: the status is 200 all the same (quirk 2). */
export const No = shape(
  {
    status: Type.Literal('no'),
    'code?': 'whole',
    msg: 'text',
    'order?': Type.Union([Type.String(), Type.Number()]),
    'shipment?': 'text',
    'errors?': Type.Record(Type.String(), Type.Array(Type.String())),
  },
  'No',
);
export const Created = Type.Union([shape({ ...ok, orders: Numbers }), shape({ ...ok, order: 'whole' })], {
  title: 'Created',
});
export const CreatedByName = Type.Record(Type.String(), Type.Union([Created, No]));
export const Completed = shape({ orders: listOf('text'), ...ok });
export const Updated = shape({ ...ok, order: 'whole' });
export const Orders = shape({ ...ok, orders: listOf(Order) });
export const Products = shape({ ...ok, products: listOf(ProductRow), ...neighbors });
export const Stock = shape({ ...ok, products: listOf(StockRow), ...neighbors });
export const Done = shape(ok);
export const Shipments = shape({ ...ok, shipments: listOf(Shipment) });
export const ShipmentMade = shape({
  ...ok,
  order: 'whole',
  ...each('text', 'shipment deliveryNote proforma'),
  'invoice?': 'text',
});
export const ShipmentChanged = shape({ ...ok, shipment: UpdatedShipment });
export const ShipmentNumbers = shape({ ...ok, order: 'whole', shipment: 'text' });
export const ShipmentRemoved = shape({ ...ok, msg: 'text', order: 'whole', shipment: 'text' });

/** What a proxy or a client library must notice by its status. */
export const Failure = shape({ status: 'text', 'code?': 'whole', 'msg?': 'text' }, 'Failure');

export const schemas = [
  ...[
    Order,
    Product,
    Shipment,
    UpdatedShipment,
    ShipmentEntry,
    Tax,
    Discounts,
    ProductRow,
    StockRow,
    Created,
    No,
    Failure,
  ],
];
