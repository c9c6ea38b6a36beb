/**
 * Invented orders for the tests of this folder: one with every writable field, each with a value that no other has,
 * a small one, and what the store would answer for a draft. No order here is anybody's.
 * Used by tests only, those of the whole server too.
 */
import type { BatchItem, Draft } from '../../core/batch.ts';
import type { Order } from '../../core/order.ts';
import type { Problem } from '../../core/outcome.ts';
import { readOrder } from './read.ts';

export const ZONE = 'America/Los_Angeles';

export const fullOrder = {
  orderNumber: 'N-2001',
  orderKey: 'key-2001',
  orderDate: '2024-02-29T08:46:27.1234567',
  paymentDate: '2024-03-01T09:00:00.5000000',
  shipByDate: '2024-03-05T00:00:00.0000000',
  orderStatus: 'awaiting_shipment',
  customerId: 9007199254740991,
  customerUsername: 'ada.b',
  customerEmail: 'ada@example.com',
  billTo: {
    name: 'Ada Berg',
    company: 'Berg & Co',
    street1: '1 Harbor Street',
    street2: 'Floor 2',
    street3: 'Door 3',
    city: 'Portland',
    state: 'OR',
    postalCode: '97201',
    country: 'US',
    phone: '555-0101',
    residential: null,
  },
  shipTo: {
    name: 'Bo Lind',
    company: 'Lind Ltd',
    street1: '4 Forest Road',
    street2: '',
    street3: 'Room 6',
    city: 'Salem',
    state: 'Oregon',
    postalCode: '97301-0005',
    country: 'us',
    phone: '555-0102',
    residential: true,
  },
  items: [
    {
      lineItemKey: 'line-1',
      sku: 'MUG-01',
      name: 'Mug, "large"',
      imageUrl: 'https://example.com/mug.png',
      weight: { value: 24.5, units: 'ounces' },
      quantity: 2,
      unitPrice: 99.99,
      taxAmount: 2.5,
      shippingAmount: 0,
      warehouseLocation: 'Aisle 1, Bin 7',
      options: [
        { name: 'Size', value: 'Large' },
        { name: null, value: 'Blue' },
      ],
      productId: 123456,
      fulfillmentSku: 'FF-1',
      adjustment: false,
      upc: '0123456789012',
    },
    {
      lineItemKey: null,
      sku: 'TEN-OFF',
      name: '10% off',
      imageUrl: null,
      weight: { value: 0, units: 'ounces' },
      quantity: 1,
      unitPrice: -20.55,
      taxAmount: null,
      shippingAmount: null,
      warehouseLocation: null,
      options: [],
      productId: null,
      fulfillmentSku: null,
      adjustment: true,
      upc: null,
    },
  ],
  amountPaid: 218.7301,
  taxAmount: 5,
  shippingAmount: 10.1,
  customerNotes: 'Ring twice',
  internalNotes: 'Called on Monday',
  gift: true,
  giftMessage: 'Happy birthday!',
  paymentMethod: 'Credit Card',
  requestedShippingService: 'Priority Mail',
  carrierCode: 'fedex',
  serviceCode: 'fedex_2day',
  packageCode: 'package',
  confirmation: 'signature',
  shipDate: '2024-03-04',
  weight: { value: 1.25, units: 'pounds' },
  dimensions: { units: 'centimeters', length: 7, width: 5.5, height: 6 },
  insuranceOptions: { provider: 'carrier', insureShipment: true, insuredValue: 200 },
  internationalOptions: {
    contents: 'merchandise',
    customsItems: [
      {
        customsItemId: 77,
        description: 'Mug',
        quantity: 2,
        value: 12.5,
        harmonizedTariffCode: '6912.00',
        countryOfOrigin: 'SE',
      },
    ],
    nonDelivery: 'return_to_sender',
  },
  advancedOptions: {
    warehouseId: 24079,
    nonMachinable: true,
    saturdayDelivery: true,
    containsAlcohol: true,
    mergedOrSplit: false,
    mergedIds: [],
    parentId: null,
    storeId: 26815,
    customField1: 'one',
    customField2: null,
    customField3: 'three',
    source: 'Webstore',
    billToParty: 'third_party',
    billToAccount: 'A-1',
    billToPostalCode: '10115',
    billToCountryCode: 'DE',
    billToMyOtherAccount: 4242,
  },
  tagIds: [53974, 8362],
};

export const smallOrder = {
  orderNumber: 'N-1',
  orderDate: '2024-02-29 08:46:27',
  orderStatus: 'awaiting_payment',
  billTo: { name: 'Ada Berg' },
  shipTo: { name: 'Bo Lind' },
};

export function read(value: unknown, zone = ZONE): BatchItem {
  return readOrder(value, { label: 3, pointer: '/3', zone });
}

/** Throws when the order is refused. */
export function draftOf(value: unknown, zone = ZONE): Draft {
  const item = read(value, zone);
  if (!('draft' in item)) throw new Error(`the order must be read: ${JSON.stringify(item)}`);
  return item.draft;
}

/** Throws when the order is read. */
export function problemsOf(value: unknown): readonly Problem[] {
  const item = read(value);
  if (!('refusal' in item)) throw new Error('the order must be refused');
  return item.refusal.problems;
}

/** As it would be read back from the store. */
export function storedOrder(draft: Pick<Draft, 'content'>, fields: Partial<Order> = {}): Order {
  const { content } = draft;
  return {
    orderId: 12,
    orderKey: 'key-12',
    number: content.number ?? '12',
    isNumberClaimed: false,
    status: content.status,
    revision: 1,
    batchId: 'b',
    createdAt: Date.parse('2024-03-01T17:00:00.120Z'),
    modifiedAt: Date.parse('2024-03-01T18:00:00.000Z'),
    content: JSON.parse(JSON.stringify(content)),
    state: {
      lines: content.lines.map((line, index) => ({
        id: 100 + index,
        key: line.key,
        sku: line.sku,
        createdAt: Date.parse('2024-03-01T17:00:00.120Z'),
      })),
      tagIds: content.tagIds,
    },
    ...fields,
  };
}
