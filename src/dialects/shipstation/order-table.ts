/**
 * The vendor's own export of orders as CSV, known by its headers, so that it can be imported without a mapping. Which
 * columns an export has is the merchant's choice: what is not there is not read (quirk 47).
 * Offered to imports by routes.ts; fields are those of our own orders.
 */
import type { KnownTable } from '../../core/imports/mapping.ts';

export const orderTable: KnownTable = {
  name: 'shipstation',
  signature: ['Order - Number', 'Item - SKU', 'Item - Qty'],
  groupBy: 'Order - Number',
  // Hours of twelve and months first, in the zone of the account that made the export: the mapping may state it.
  dates: 'mdy',
  columns: {
    'Order - Number': 'number',
    'Order - Status': 'status',
    'Date - Order Date': 'placed_at',
    'Date - Paid Date': 'paid_at',
    'Date - Ship By Date': 'ship_by',
    'Amount - Order Tax': 'tax_amount',
    'Amount - Order Shipping': 'shipping_amount',
    'Amount - Paid by Customer': 'amount_paid',
    'Customer - Email': 'customer.email',
    'Customer - Username': 'customer.username',
    'Service - Requested Shipping': 'shipping.requested_service',
    'Bill To - Name': 'bill_to.name',
    'Bill To - Company': 'bill_to.company',
    'Ship To - Name': 'ship_to.name',
    'Ship To - Company': 'ship_to.company',
    'Ship To - Address 1': 'ship_to.street1',
    'Ship To - Address 2': 'ship_to.street2',
    'Ship To - Address 3': 'ship_to.street3',
    'Ship To - City': 'ship_to.city',
    'Ship To - State': 'ship_to.state',
    'Ship To - Postal Code': 'ship_to.postal_code',
    'Ship To - Country': 'ship_to.country',
    'Ship To - Phone': 'ship_to.phone',
    'Item - SKU': 'lines.sku',
    'Item - Name': 'lines.name',
    'Item - Qty': 'lines.quantity',
    'Item - Price': 'lines.unit_price',
    'Notes - From Buyer': 'customer_note',
    'Notes - Internal': 'internal_note',
    'Notes - Gift Message': 'gift_message',
  },
  values: {
    'Order - Status': {
      'awaiting payment': 'unpaid',
      awaiting_payment: 'unpaid',
      'awaiting shipment': 'open',
      awaiting_shipment: 'open',
      'on hold': 'held',
      on_hold: 'held',
      shipped: 'shipped',
      cancelled: 'canceled',
    },
  },
};
