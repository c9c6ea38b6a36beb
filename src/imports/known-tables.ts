/**
 * Tables that are known by their headers: the order exports of widespread shop systems (known-tables.json), and what
 * single headers are taken for otherwise, compared by their letters and digits alone.
 * Used by guess-mapping.ts. What a vendor's columns mean was taken from its public documentation of the export.
 */
import knownTables from './known-tables.json' with { type: 'json' };

type KnownTable = {
  name: string;
  /** A file that has all of these is one. */
  signature: readonly string[];
  groupBy: string;
  /** By header. */
  columns: Readonly<Record<string, string>>;
  /** What the words of a column mean. */
  values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

export const KNOWN_TABLES: readonly KnownTable[] = knownTables as readonly KnownTable[];

/** What a header says, by its letters and digits; a field's own name is known besides. */
export const FIELD_BY_WORD: Readonly<Record<string, string>> = {
  orderkey: 'key',
  externalid: 'key',
  order: 'number',
  orderno: 'number',
  ordernr: 'number',
  ordernumber: 'number',
  orderid: 'number',
  ordernummer: 'number',
  bestellnummer: 'number',
  date: 'placed_at',
  orderdate: 'placed_at',
  datum: 'placed_at',
  createdat: 'placed_at',
  paiddate: 'paid_at',
  orderstatus: 'status',
  valuta: 'currency',
  email: 'customer.email',
  customeremail: 'customer.email',
  username: 'customer.username',
  customer: 'bill_to.name',
  customername: 'bill_to.name',
  name: 'ship_to.name',
  recipient: 'ship_to.name',
  recipientname: 'ship_to.name',
  shippingname: 'ship_to.name',
  company: 'ship_to.company',
  address: 'ship_to.street1',
  address1: 'ship_to.street1',
  street: 'ship_to.street1',
  shippingaddress: 'ship_to.street1',
  address2: 'ship_to.street2',
  city: 'ship_to.city',
  shippingcity: 'ship_to.city',
  zip: 'ship_to.postal_code',
  zipcode: 'ship_to.postal_code',
  postcode: 'ship_to.postal_code',
  postalcode: 'ship_to.postal_code',
  shippingzip: 'ship_to.postal_code',
  state: 'ship_to.state',
  country: 'ship_to.country',
  countrycode: 'ship_to.country',
  shippingcountry: 'ship_to.country',
  phone: 'ship_to.phone',
  sku: 'lines.sku',
  itemsku: 'lines.sku',
  articleno: 'lines.sku',
  artikelnummer: 'lines.sku',
  ean: 'lines.ean',
  product: 'lines.name',
  productname: 'lines.name',
  item: 'lines.name',
  itemname: 'lines.name',
  qty: 'lines.quantity',
  quantity: 'lines.quantity',
  antal: 'lines.quantity',
  menge: 'lines.quantity',
  price: 'lines.unit_price',
  unitprice: 'lines.unit_price',
  itemprice: 'lines.unit_price',
  pris: 'lines.unit_price',
  preis: 'lines.unit_price',
  shippingcost: 'shipping_amount',
  shippingamount: 'shipping_amount',
  freight: 'shipping_amount',
  tax: 'tax_amount',
  taxamount: 'tax_amount',
  discount: 'discount_amount',
  note: 'customer_note',
  notes: 'customer_note',
  comment: 'customer_note',
  gift: 'is_gift',
};
