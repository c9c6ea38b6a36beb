/**
 * `GET /shipments` and `GET /shipments/{shipmentId}`: the oldest first; by default those that are good to go and not
 * sent (quirk 51). It is no queue: an open shipment comes back at every call until it is completed.
 * Only reads; how a shipment is printed is in shipment-object.ts.
 */
import type { ShipmentFound } from '../../core/queries.ts';
import { SHIPMENT_STAGES, type ShipmentStage } from '../../core/shipments/shipment.ts';
import type { RouteContext, WireAnswer } from '../dialect.ts';
import { describeValue } from '../schema.ts';
import { printOf } from './order-object.ts';
import { ID, instant, invalid, wholeNumber } from './parameters.ts';
import { isInMarkets, pageInMarkets } from './plugin.ts';
import { settingsOf } from './settings.ts';
import { shipmentObject } from './shipment-object.ts';
import { shipmentNameFromText } from './shipment-wire.ts';
import { jsonAnswer } from './write.ts';

/** Documented as the most of one page. */
const LIMIT_MAX = 100;

export async function listShipments(context: RouteContext): Promise<WireAnswer> {
  const { query } = context.request;
  const { account } = context.caller;
  const { timeZone } = settingsOf(account);
  const filter = {
    stage: stageOf(query),
    created: {
      from: instant(query, 'newer_than', timeZone),
      to: instant(query, 'older_than', timeZone),
      isToExclusive: true,
    },
    offset: wholeNumber(query, 'offset', ID) ?? 0,
    limit: wholeNumber(query, 'limit', { min: 1, max: LIMIT_MAX }) ?? LIMIT_MAX,
  };
  const number = wholeNumber(query, 'order', { min: 1, max: Number.MAX_SAFE_INTEGER });
  const named =
    number === undefined ? null : await context.orders.findOrders(account.accountId, { number: String(number) });
  if (named?.length === 0) return answer([], context);
  const orderId = named?.[0]?.orderId;
  const list = (slice: { offset: number; limit: number }) =>
    context.orders.listShipments(account.accountId, { ...filter, ...slice, orderId });
  return answer(await pageInMarkets(context.caller, filter, list), context);
}

/** An unknown one is an empty list. */
export async function readShipment(context: RouteContext): Promise<WireAnswer> {
  const name = shipmentNameFromText(context.request.params.shipmentId ?? '');
  if (name === null) return answer([], context);
  const orders = await context.orders.findOrders(context.caller.account.accountId, { number: name.number });
  const isOne = ({ seq }: { seq: number }) => seq === name.seq;
  return answer(
    orders
      .filter((order) => order.state.shipments?.some(isOne) && isInMarkets(order, context.caller))
      .map((order) => ({ order, seq: name.seq })),
    context,
  );
}

async function answer(found: readonly ShipmentFound[], context: RouteContext): Promise<WireAnswer> {
  const orders = new Set(found.map(({ order }) => order));
  const print = await printOf([...orders], context);
  const shipments = found.flatMap(({ order, seq }) => {
    const shipment = order.state.shipments?.find((one) => one.seq === seq);
    return shipment === undefined ? [] : [shipmentObject(order, shipment, print)];
  });
  return jsonAnswer({ status: 'ok', shipments });
}

function stageOf(query: URLSearchParams): ShipmentStage {
  const text = query.get('status') || 'goodtogo';
  const stage = SHIPMENT_STAGES.find((known) => known === text.toLowerCase());
  if (stage !== undefined) return stage;
  throw invalid('status', { expected: SHIPMENT_STAGES.join(', '), given: describeValue(text) });
}
