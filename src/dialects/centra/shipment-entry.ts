/**
 * How a shipment is named, dated and listed within its order. The whole shipment is printed by shipment-object.ts, which
 * needs the order object, which needs this.
 * Reads nothing and decides nothing.
 */
import type { Order } from '../../core/order.ts';
import type { Shipment } from '../../core/shipments/shipment.ts';
import { momentFromInstant } from '../../core/time.ts';
import { dateText } from './order-dates.ts';
import { orderNumberOf } from './order-number.ts';
import type { Settings } from './settings.ts';

export function shipmentId(order: Order, { seq }: Pick<Shipment, 'seq'>): string {
  return `${orderNumberOf(order)}-${seq}`;
}

/** The short form that stands in an order. */
export function shipmentEntry(order: Order, shipment: Shipment, settings: Settings) {
  return {
    shipmentId: shipmentId(order, shipment),
    shippedDate: shippedText(shipment, settings),
    carrier: shipment.carrier ?? '',
    service: shipment.service ?? '',
    trackingId: shipment.tracking ?? '',
    trackingUrl: '',
    returnSlipTracking: shipment.returnTracking ?? '',
  };
}

export function shippedText({ shippedAt }: Shipment, settings: Settings): string {
  return dateText(shippedAt === undefined ? undefined : momentFromInstant(shippedAt, 'UTC'), settings);
}
