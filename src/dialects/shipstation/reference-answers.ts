/**
 * What this wire answers, as schemas: every key is always there, in the vendor's order, null where there is nothing
 * (quirk 4). Written beside write.ts and its parts, and held to them by the test that walks the reference.
 * Used by reference.ts alone.
 */
import { each, listOf, orNull, shape } from '../answer-shape.ts';
import { Type } from '../type-box.ts';

export const Address = shape(
  {
    ...each('text?', 'name company street1 street2 street3 city state postalCode country phone'),
    residential: 'flag?',
    addressVerified: 'text?',
  },
  'Address',
);
export const Weight = shape({ value: 'number', units: 'text', WeightUnits: 'whole' }, 'Weight');
export const Dimensions = shape({ units: 'text', ...each('number', 'length width height') }, 'Dimensions');
export const InsuranceOptions = shape(
  { provider: 'text?', insureShipment: 'flag', insuredValue: 'number' },
  'InsuranceOptions',
);
const CustomsItem = shape(
  {
    customsItemId: 'whole?',
    description: 'text?',
    quantity: 'number',
    value: 'number',
    ...each('text?', 'harmonizedTariffCode countryOfOrigin'),
  },
  'CustomsItem',
);
const InternationalOptions = shape(
  { contents: 'text?', customsItems: orNull(listOf(CustomsItem)), nonDelivery: 'text?' },
  'InternationalOptions',
);
const AdvancedOptions = shape(
  {
    warehouseId: 'whole?',
    ...each('flag', 'nonMachinable saturdayDelivery containsAlcohol mergedOrSplit'),
    mergedIds: listOf('whole'),
    ...each('whole?', 'parentId storeId'),
    ...each('text?', 'customField1 customField2 customField3 source billToParty billToAccount billToPostalCode'),
    billToCountryCode: 'text?',
    billToMyOtherAccount: 'whole?',
  },
  'AdvancedOptions',
);
const Item = shape(
  {
    orderItemId: 'whole',
    ...each('text?', 'lineItemKey sku'),
    name: 'text',
    imageUrl: 'text?',
    weight: orNull(Weight),
    quantity: 'whole',
    unitPrice: 'number',
    ...each('number?', 'taxAmount shippingAmount'),
    warehouseLocation: 'text?',
    options: listOf(shape(each('text?', 'name value'))),
    productId: 'whole?',
    fulfillmentSku: 'text?',
    adjustment: 'flag',
    upc: 'text?',
    ...each('text', 'createDate modifyDate'),
  },
  'OrderItem',
);

export const Order = shape(
  {
    orderId: 'whole',
    ...each('text', 'orderNumber orderKey orderDate createDate modifyDate'),
    ...each('text?', 'paymentDate shipByDate'),
    orderStatus: 'text',
    customerId: 'whole?',
    ...each('text?', 'customerUsername customerEmail'),
    billTo: Address,
    shipTo: Address,
    items: listOf(Item),
    orderTotal: 'number?',
    ...each('number', 'amountPaid taxAmount shippingAmount'),
    ...each('text?', 'customerNotes internalNotes'),
    gift: 'flag',
    ...each('text?', 'giftMessage paymentMethod requestedShippingService carrierCode serviceCode packageCode'),
    confirmation: 'text',
    ...each('text?', 'shipDate holdUntilDate'),
    weight: Weight,
    dimensions: orNull(Dimensions),
    insuranceOptions: InsuranceOptions,
    internationalOptions: InternationalOptions,
    advancedOptions: AdvancedOptions,
    tagIds: orNull(listOf('whole')),
    userId: 'text?',
    externallyFulfilled: 'flag',
    ...each('text?', 'externallyFulfilledBy labelMessages'),
  },
  'Order',
);
export const OrderPage = shape({ orders: listOf(Order), ...each('whole', 'total page pages') }, 'OrderPage');

const Result = shape(
  { orderId: 'whole?', ...each('text?', 'orderNumber orderKey'), success: 'flag', errorMessage: 'text?' },
  'OrderResult',
);
export const Results = shape({ hasErrors: 'flag', results: listOf(Result) }, 'OrderResults');
export const Said = shape({ success: 'flag', message: 'text' }, 'Said');
export const MarkedAsShipped = shape({ orderId: 'whole', orderNumber: 'text' });

export const Tags = listOf(shape({ tagId: 'whole', ...each('text', 'name color') }, 'Tag'));
export const Users = listOf(shape({ ...each('text', 'userId userName'), name: 'text?' }, 'User'));
export const Store = shape(
  {
    storeId: 'whole',
    storeName: 'text',
    marketplaceId: 'whole',
    marketplaceName: 'text',
    ...each('text?', 'accountName email integrationUrl'),
    active: 'flag',
    ...each('text?', 'companyName phone publicEmail website refreshDate lastRefreshAttempt'),
    ...each('text', 'createDate modifyDate'),
    autoRefresh: 'flag',
    statusMappings: orNull(listOf(shape({ 'orderStatus?': 'text?', 'statusKey?': 'text?' }))),
  },
  'Store',
);
export const Marketplaces = listOf(
  shape(
    {
      name: 'text',
      marketplaceId: 'whole',
      ...each('flag', 'canRefresh supportsCustomMappings supportsCustomStatuses canConfirmShipments'),
    },
    'Marketplace',
  ),
);
export const RefreshStatus = shape({
  ...each('whole', 'storeId refreshStatusId'),
  refreshStatus: 'text',
  ...each('text?', 'lastRefreshAttempt refreshDate'),
});
export const Carrier = shape(
  {
    ...each('text', 'name code'),
    accountNumber: 'text?',
    requiresFundedAccount: 'flag',
    balance: 'number',
    nickname: 'text?',
    shippingProviderId: 'whole?',
    primary: 'flag',
  },
  'Carrier',
);
export const Offers = listOf(
  shape({ ...each('text', 'carrierCode code name'), ...each('flag', 'domestic international') }, 'CarrierOffer'),
);
export const Warehouse = shape(
  {
    warehouseId: 'whole',
    warehouseName: 'text',
    originAddress: Address,
    returnAddress: Address,
    createDate: 'text',
    isDefault: 'flag',
    ...each('text?', 'sellerIntegrationId extInventoryIdentity registerFedexMeter'),
  },
  'Warehouse',
);

const MarketplaceUsername = shape(
  {
    ...each('whole', 'customerUserId customerId'),
    ...each('text', 'createDate modifyDate'),
    marketplaceId: 'whole',
    ...each('text', 'marketplace username'),
  },
  'MarketplaceUsername',
);
export const Customer = shape(
  {
    customerId: 'whole',
    ...each('text', 'createDate modifyDate name'),
    ...each('text?', 'company street1 street2 city state postalCode countryCode phone email'),
    addressVerified: 'text',
    marketplaceUsernames: listOf(MarketplaceUsername),
    tags: 'text?',
  },
  'Customer',
);
export const CustomerPage = shape(
  { customers: listOf(Customer), ...each('whole', 'total page pages') },
  'CustomerPage',
);

const named = (id: string) => orNull(shape({ [`${id}?`]: 'whole?', 'name?': 'text?' }));
export const Product = shape(
  {
    aliases: orNull(listOf('any')),
    productId: 'whole',
    ...each('text', 'sku name'),
    price: 'number',
    ...each('number?', 'defaultCost length width height weightOz'),
    ...each('text?', 'internalNotes fulfillmentSku'),
    createDate: 'text',
    modifyDate: 'text?',
    active: 'flag',
    productCategory: named('categoryId'),
    productType: named('productTypeId'),
    ...each('text?', 'warehouseLocation defaultCarrierCode defaultServiceCode defaultPackageCode'),
    ...each('text?', 'defaultIntlCarrierCode defaultIntlServiceCode defaultIntlPackageCode'),
    ...each('text?', 'defaultConfirmation defaultIntlConfirmation customsDescription'),
    customsValue: 'number?',
    ...each('text?', 'customsTariffNo customsCountryCode'),
    noCustoms: 'flag?',
    tags: orNull(listOf(shape({ 'tagId?': 'whole?', 'name?': 'text?' }))),
  },
  'Product',
);
export const ProductPage = shape({ products: listOf(Product), ...each('whole', 'total page pages') }, 'ProductPage');

export const Webhook = shape(
  {
    IsLabelAPIHook: 'flag',
    ...each('whole', 'WebHookID SellerID'),
    StoreID: 'whole?',
    ...each('text', 'HookType MessageFormat Url'),
    ...each('text?', 'Name BulkCopyBatchID BulkCopyRecordID'),
    Active: 'flag',
    WebhookLogs: listOf('any'),
    ...each('text?', 'Seller Store'),
  },
  'Webhook',
);
export const Webhooks = shape({ webhooks: listOf(Webhook) });
export const Subscribed = shape({ id: 'whole' });

/** The shapes of the vendor's framework (quirk 16); the gateway's is a plain text. */
export const Failure = Type.Object(
  {
    Message: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
    ModelState: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
    ExceptionMessage: Type.Optional(Type.String()),
    ExceptionType: Type.Optional(Type.String()),
    StackTrace: Type.Optional(Type.String()),
  },
  { additionalProperties: false, title: 'Failure' },
);

export const schemas = [
  ...[Order, OrderPage, Item, Address, Weight, Dimensions, InsuranceOptions, InternationalOptions, CustomsItem],
  ...[MarketplaceUsername, Customer, CustomerPage, Product, ProductPage],
  ...[AdvancedOptions, Result, Results, Said, Store, Carrier, Warehouse, Webhook, Failure],
];
