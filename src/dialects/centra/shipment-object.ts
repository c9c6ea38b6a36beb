/**
 * A shipment as this wire prints it: the order's head, addresses and comments with the shipment's own lines, and the
 * totals of those lines (quirk 50). Shipping cost, voucher and tax stand on the first shipment of an order, so that
 * the shipments of an order add up to it. Called by the files that read and write shipments.
 */

import type { Order } from '../../core/order.ts';
import { chargeOfUnits, partAmounts } from '../../core/pricing/charge.ts';
import type { SoldBundle } from '../../core/sale.ts';
import type { Shipment } from '../../core/shipments/shipment.ts';
import { productsOf, sentAs } from './bundle-lines.ts';
import { orderObject, type Print } from './order-object.ts';
import { shipmentId, shippedText } from './shipment-entry.ts';

type Printed = Readonly<Record<string, unknown>>;

export function shipmentObject(order: Order, shipment: Shipment, print: Print): Printed {
  const part = partOf(order, shipment);
  const whole = orderObject(part, print);
  const pick = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, whole[name]]));
  return {
    ...pick(['orderId', 'selectionId', 'orderDate', 'cancelDate', 'preferredDeliveryDate', 'estimatedDeliveryDate']),
    ...pick(['orderStore', 'orderCurrency']),
    shipmentId: shipmentId(order, shipment),
    customerId: whole.customerId,
    accountId: whole.accountId === '' ? '0' : whole.accountId,
    ...pick(BILLING),
    ...pick(DELIVERY),
    ...pick(['billingVAT', 'poNumber', 'shippingList']),
    shippingTerms: NO_TERMS,
    paymentTerms: NO_TERMS,
    proforma: '',
    deliveryNote: '',
    defaultCarrier: whole.defaultCarrier,
    deliveryService: shipment.service ?? '',
    shipmentDate: shippedText(shipment, print.settings),
    trackingNumber: shipment.tracking ?? '',
    trackingUrl: '',
    returnSlipTracking: shipment.returnTracking ?? '',
    invoices: invoicesOf(order),
    ...pick(['suspect', 'hold']),
    paid: shipment.isPaid ? 1 : 0,
    shouldCapture: shipment.isPaid ? 0 : 1,
    ...pick(['shippingValue', 'voucherValue', 'grandTotalValue', 'grandTotalTaxValue', 'taxAdded', 'taxDeducted']),
    ...pick(['internalComment', 'otherComment', 'taxBreakdown']),
    products: shippedProducts(part, shipment, print),
  };
}

/** As an update answers it: the documented example leaves out what the call cannot have changed. */
export function updatedShipmentObject(order: Order, shipment: Shipment, print: Print): Printed {
  const { products, ...printed } = shipmentObject(order, shipment, print);
  const kept = Object.entries(printed).filter(([name]) => !NOT_UPDATED.has(name));
  const lines = (products as readonly Printed[]).map(
    ({ warehouses, isBundle, isPartOfBundle, bundle, ...line }) => line,
  );
  return { ...Object.fromEntries(kept), products: lines };
}

const ADDRESS_OF = (side: string, names: string) => names.split(' ').map((name) => `${side}${name}`);
const BILLING = ADDRESS_OF('billing', 'Name Company Address Coaddress City State Zipcode Country Email Tele');
const DELIVERY = ADDRESS_OF('delivery', 'Name Company Email Cell Tele Address Coaddress Zipcode City State Country');
const NOT_UPDATED: ReadonlySet<string> = new Set([
  ...BILLING,
  ...['shippingTerms', 'paymentTerms', 'defaultCarrier', 'deliveryService', 'shipmentDate', 'trackingNumber'],
  ...['trackingUrl', 'returnSlipTracking', 'taxAdded', 'taxDeducted', 'taxBreakdown'],
]);
const NO_TERMS = { id: 0, name: '', description: '' };
const LINE_KEYS = [
  ...['lineId', 'sku', 'variantSku', 'sizeSku', 'name', 'variant', 'size', 'ean', 'upc', 'qty', 'originalPrice'],
  ...['price', 'weight', 'weightUnit', 'countryOfOrigin', 'harmCode', 'comment'],
];

/** The order with the lines and the costs of one shipment. */
function partOf(order: Order, shipment: Shipment): Order {
  const { content, state } = order;
  const kept = shipment.lines.flatMap((shipped) => {
    const { lineId, quantity, sentFrom } = shipped;
    const index = state.lines.findIndex(({ id }) => id === lineId);
    const [line, lineState] = [content.lines[index], state.lines[index]];
    if (line === undefined || lineState === undefined) return [];
    const charge = lineState.charge && chargeOfUnits(lineState.charge, spanOf(order, shipment, lineId));
    const held = sentFrom === undefined ? lineState : sentAs(shipped, { ...lineState, stock: undefined });
    return [{ line: { ...line, quantity }, lineState: { ...held, charge } }];
  });
  const isFirst = state.shipments?.[0]?.seq === shipment.seq;
  const costs = isFirst
    ? {}
    : { shippingE4: undefined, discountE4: undefined, taxE4: undefined, voucherCodes: undefined };
  const lines = kept.map(({ lineState }) => lineState);
  const shipping = isFirst ? state.sale?.shipping : undefined;
  const sale = state.sale && { ...state.sale, shipping, bundles: bundlesIn(order, shipment) };
  return {
    ...order,
    content: { ...content, ...costs, ...partAmounts(state, { lines, sale }), lines: kept.map(({ line }) => line) },
    state: { ...state, shipments: undefined, lines, sale },
  };
}

/** Which of a line's units the shipment has, counted over the shipments before it. */
function spanOf({ content, state }: Order, shipment: Shipment, lineId: number) {
  const quantityIn = (one: Shipment) => one.lines.find((line) => line.lineId === lineId)?.quantity ?? 0;
  const earlier = (state.shipments ?? []).filter(({ seq }) => seq < shipment.seq);
  return {
    before: earlier.reduce((sum, one) => sum + quantityIn(one), 0),
    units: quantityIn(shipment),
    of: content.lines[state.lines.findIndex(({ id }) => id === lineId)]?.quantity ?? 0,
  };
}

function shippedProducts(part: Order, shipment: Shipment, print: Print): readonly Printed[] {
  const shown = (printed: Printed): Printed => {
    const warehouses = printed.warehouses as readonly { name: string; itemQty: number }[];
    const { serialNumber } = shipment.lines.find(({ lineId }) => String(lineId) === printed.lineId) ?? {};
    const { isPartOfBundle } = printed;
    return {
      ...Object.fromEntries(LINE_KEYS.map((name) => [name, printed[name]])),
      // A text here, a number in orders: documented so.
      warehouses: warehouses.map(({ name, itemQty }) => ({ name, itemQty: String(itemQty) })),
      isBundle: false,
      ...(isPartOfBundle === undefined ? {} : { isPartOfBundle }),
      ...(serialNumber === undefined ? {} : { serialNumber }),
    };
  };
  const products = productsOf(part, { ...print, mode: print.settings.bundlesInShipments, shown });
  return products.map((product) => (product.isBundle === true ? withoutWarehouses(product) : product));
}

/** A bundle stands in none, its parts do: documented so for shipments. */
function withoutWarehouses({ warehouses, ...product }: Printed): Printed {
  return product;
}

/** Those of which the shipment has every part, as often as it has all of them; others are shown as their parts. */
function bundlesIn({ content, state }: Order, shipment: Shipment): readonly SoldBundle[] {
  return (state.sale?.bundles ?? []).flatMap((bundle) => {
    const wholes = state.lines.flatMap(({ id, bundleId }, index) => {
      if (bundleId !== bundle.id) return [];
      const shipped = shipment.lines.find(({ lineId }) => lineId === id)?.quantity ?? 0;
      return [(shipped * bundle.quantity) / (content.lines[index]?.quantity ?? 1)];
    });
    const [quantity = 0] = wholes;
    const isWhole = Number.isInteger(quantity) && quantity > 0 && wholes.every((one) => one === quantity);
    return isWhole ? [{ ...bundle, quantity }] : [];
  });
}

/** The invoice that the payment's capture told of. */
function invoicesOf({ content }: Order): readonly string[] {
  const url = content.payment?.capture?.invoiceUrl;
  return url === undefined ? [] : [url];
}
