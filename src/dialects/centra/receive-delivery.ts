/**
 * `POST /supplier-deliveries/{deliveryId}` and its `/sku`: what has come of a delivery, once and for all (quirk 67). Its
 * units are stock when the answer says ok, unless `insertStock` is false; what is missing comes back as
 * `additionalDelivery`. Goods are named by EAN (or UPC), below `/sku` by the joined SKU.
 */
import type { Arrival } from '../../core/supply/supplier-order.ts';
import { RequestError, type RouteContext, receiptKeyOf, type WireAnswer } from '../dialect.ts';
import { compileCheck, describeValue, escapePointer, Maybe } from '../schema.ts';
import { Type } from '../type-box.ts';
import { isObject, readJson } from './json-body.ts';
import { DELIVERY_UNKNOWN, deliveryNameFromText, RECEIVED_BEFORE, warehouseOf } from './list-supplies.ts';
import { type Sentence, sentencesOf } from './refusals.ts';
import { settingsOf } from './settings.ts';
import { deliveryHead } from './supplier-object.ts';
import { jsonAnswer } from './write.ts';

export const ArrivalBody = Type.Object({
  /** By the name of the goods; an empty one may be written as a list. */
  products: Type.Unsafe<Record<string, unknown> | unknown[]>({ type: ['object', 'array'] }),
  insertStock: Maybe(Type.Boolean()),
  xml: Maybe(Type.Boolean()),
});
const checkArrival = compileCheck(ArrivalBody, { hasNumericBooleans: true, hasEmptyNulls: true });

/** As stock is counted. */
const UNITS_MAX = 2_147_483_647;

export const receiveByCode = (context: RouteContext) => receiveDelivery(context, 'code');
export const receiveBySku = (context: RouteContext) => receiveDelivery(context, 'sku');

async function receiveDelivery(context: RouteContext, by: Arrival['by']): Promise<WireAnswer> {
  const { request, supply, caller, clock } = context;
  const arrival = arrivalOf(context, by);
  const name = deliveryNameFromText(request.params.deliveryId ?? '');
  if (name === null) return refused(DELIVERY_UNKNOWN);
  const received = await supply.receiveDelivery(caller.account.accountId, name, { arrival, at: clock() });
  switch (received.kind) {
    case 'delivery_unknown':
      return refused(DELIVERY_UNKNOWN);
    case 'received_before':
      return refused(RECEIVED_BEFORE);
    case 'goods_unknown':
      return jsonAnswer({
        status: 'no',
        msg: 'Some of the products are not in the delivery, nothing was accepted',
        errors: { productsNotFound: received.names },
      });
    case 'received': {
      const { order, rest } = received;
      const additionalDelivery = rest && deliveryHead(order, rest, settingsOf(caller.account));
      return jsonAnswer({ status: 'ok', ...(rest === null ? {} : { additionalDelivery }) });
    }
  }
}

function arrivalOf(context: RouteContext, by: Arrival['by']): Arrival {
  const checked = checkArrival(readJson(context.request.body).value, '');
  if ('problems' in checked) throw invalid(checked.problems);
  const { products, insertStock } = checked.value;
  return {
    warehouseId: warehouseOf(context),
    by,
    units: unitsOf(isObject(products) ? products : {}),
    isStocked: insertStock !== false,
    key: receiptKeyOf(context.request),
  };
}

/** Zero says that none of it has come. */
function unitsOf(products: Readonly<Record<string, unknown>>): Arrival['units'] {
  const wrong = Object.entries(products).filter(([, stated]) => quantityOf(stated) === null);
  if (wrong.length > 0) {
    const expected = `a whole number from 0 to ${UNITS_MAX}`;
    throw invalid(
      wrong.map(([name, value]) => ({
        pointer: `/products/${escapePointer(name)}`,
        expected,
        given: describeValue(value),
      })),
    );
  }
  const units = Object.entries(products).map(([name, stated]) => ({ name, quantity: quantityOf(stated) ?? 0 }));
  if (units.some(({ quantity }) => quantity > 0)) return units;
  throw invalid([{ pointer: '/products', expected: 'at least one unit that has come', given: 'none' }]);
}

function quantityOf(stated: unknown): number | null {
  const isCount = typeof stated === 'number' || (typeof stated === 'string' && /^\d{1,10}$/.test(stated.trim()));
  const quantity = isCount ? Number(stated) : -1;
  return Number.isInteger(quantity) && quantity >= 0 && quantity <= UNITS_MAX ? quantity : null;
}

function invalid(problems: readonly Sentence[]): RequestError {
  return new RequestError('body_invalid', sentencesOf(problems));
}

function refused(msg: string): WireAnswer {
  return jsonAnswer({ status: 'no', msg });
}
