/**
 * Labels: for an order, which ships it, for no order at all, and voiding one (quirks 41 and 42). The label is drawn from
 * the parcel that was stored, so a retry under the same key answers the same one.
 * Every label is an item of a batch like any write: it has the transaction, the events and the receipts.
 */
import { numberFromAmount } from '../../core/amount.ts';
import type { Batch, BatchEcho, BatchItem } from '../../core/batch.ts';
import type { Address } from '../../core/order.ts';
import { type Outcome, type Refusal, refusalOf } from '../../core/outcome.ts';
import type { KeptParcel } from '../../core/shipments/parcel.ts';
import { type BatchRoute, RequestError, type RouteContext, receiptKeyOf, type WireAnswer } from '../dialect.ts';
import { exceptionAnswer, jsonAnswer } from './failures.ts';
import { findOrder, orderUnknown } from './find-order.ts';
import { readJson } from './json-body.ts';
import { checkLabelAlone, checkLabelOfOrder, checkLabelToVoid, unofferedIn, wishOf } from './label-wire.ts';
import { keptOf, type WireWarehouse } from './master-wires.ts';
import { refusalAnswer } from './order-operations.ts';
import { addressOf } from './read-parts.ts';
import { messageOf } from './refusals.ts';
import { settingsOf } from './settings.ts';
import { shipmentWire } from './shipments.ts';

const OFFERED: ReadonlySet<string> = new Set(['carrierCode', 'serviceCode', 'packageCode']);
/** Order ids count from 1: a label of no order is aimed at none. */
const NO_ORDER_ID = 0;

export const labelRoutes: readonly BatchRoute[] = [
  {
    kind: 'batch',
    method: 'POST',
    path: '/orders/createlabelfororder',
    scope: 'write',
    read: readLabelOfOrder,
    write: writeLabelOfOrder,
  },
  { kind: 'batch', method: 'POST', path: '/shipments/createlabel', scope: 'write', read: readLabel, write: writeLabel },
  { kind: 'batch', method: 'POST', path: '/shipments/voidlabel', scope: 'write', read: readVoid, write: writeVoid },
];

async function readLabelOfOrder(context: RouteContext): Promise<Batch> {
  const checked = checkLabelOfOrder(readJson(context.request).value, '');
  if ('problems' in checked) return batchOf(refusedItem(refusalOf(checked.problems)), context);
  const { orderId, ...wire } = checked.value;
  const unoffered = unofferedIn(wire);
  if (unoffered !== null) return batchOf(refusedItem(refusalOf([unoffered])), context);
  const order = await findOrder(orderId, context);
  if (order === null) throw orderUnknown(String(orderId));
  const warehouseId = wire.advancedOptions?.warehouseId || order.content.shipping?.warehouseId;
  const shipFrom = await originOf(warehouseId, context);
  const wish = wishOf(wire, settingsOf(context.caller.account).timeZone);
  const operation = { kind: 'label', pointer: '', target: { orderId }, wish, shipFrom } as const;
  return batchOf({ label: 0, operation }, context);
}

function readLabel(context: RouteContext): Batch {
  const checked = checkLabelAlone(readJson(context.request).value, '');
  if ('problems' in checked) return batchOf(refusedItem(refusalOf(checked.problems)), context);
  const { shipFrom, ...wire } = checked.value;
  const unoffered = unofferedIn(wire);
  if (unoffered !== null) return batchOf(refusedItem(refusalOf([unoffered])), context);
  const wish = wishOf(wire, settingsOf(context.caller.account).timeZone);
  const target = { orderId: NO_ORDER_ID };
  const operation = { kind: 'label', pointer: '', target, wish, shipFrom: addressOf(shipFrom) } as const;
  return batchOf({ label: 0, operation }, context);
}

/** The order may be gone; its label can still be voided, and then no order is concerned. */
async function readVoid(context: RouteContext): Promise<Batch> {
  const checked = checkLabelToVoid(readJson(context.request).value, '');
  if ('problems' in checked) return batchOf(refusedItem(refusalOf(checked.problems)), context);
  const { shipmentId: parcelId } = checked.value;
  const { parcels, orders, caller } = context;
  const { accountId } = caller.account;
  const parcel = await parcels.findParcel(accountId, parcelId);
  if (parcel === null || parcel.kind !== 'label') {
    const message = `shipmentId: expected the id of a shipment, but ${parcelId} names none.`;
    throw new RequestError('record_unknown', message);
  }
  const batch = batchOf(null, context);
  // A receipt may have to answer for the call that voided it.
  if (parcel.voidedAt !== null && batch.receiptKey === null) return batch;
  const found = parcel.orderId === null ? [] : await orders.findOrders(accountId, { orderId: parcel.orderId });
  const target = { orderId: found[0]?.orderId ?? NO_ORDER_ID };
  return { ...batch, items: [{ label: 0, operation: { kind: 'void', pointer: '', target, parcelId } }] };
}

async function writeLabelOfOrder(
  [outcome]: readonly Outcome[],
  _batch: BatchEcho,
  context: RouteContext,
): Promise<WireAnswer> {
  if (outcome?.kind === 'refused') return unofferedAnswer(outcome.refusal) ?? refusalAnswer(outcome.refusal);
  const parcel = await parcelOf(outcome, context);
  return jsonAnswer(200, {
    shipmentId: parcel.parcelId,
    shipmentCost: numberFromAmount(parcel.costE4),
    insuranceCost: numberFromAmount(parcel.insuranceCostE4),
    trackingNumber: parcel.trackingNumber ?? null,
    labelData: await labelDataOf(parcel, context),
    formData: null,
  });
}

async function writeLabel(
  [outcome]: readonly Outcome[],
  _batch: BatchEcho,
  context: RouteContext,
): Promise<WireAnswer> {
  if (outcome?.kind === 'refused') return unofferedAnswer(outcome.refusal) ?? refusalAnswer(outcome.refusal);
  const parcel = await parcelOf(outcome, context);
  const { timeZone } = settingsOf(context.caller.account);
  const shown = shipmentWire(parcel, { timeZone, items: null });
  return jsonAnswer(200, { ...shown, labelData: await labelDataOf(parcel, context) });
}

/** Nothing was done when it had been voided before. */
function writeVoid([outcome]: readonly Outcome[]): WireAnswer {
  if (outcome?.kind === 'refused') return unofferedAnswer(outcome.refusal) ?? refusalAnswer(outcome.refusal);
  const isVoided = outcome !== undefined && outcome.kind !== 'kept';
  const message = isVoided ? 'Label voided successfully' : 'The label has been voided before';
  return jsonAnswer(200, { approved: isVoided, message });
}

/** From where it leaves: the warehouse that is named, else the default one; none when nobody has set one up. */
async function originOf(warehouseId: number | undefined, context: RouteContext): Promise<Address | undefined> {
  const kept = await keptOf<WireWarehouse>(context, 'warehouse');
  const named = kept.find(({ name }) => name === String(warehouseId));
  const { value } = named ?? kept.find(({ value }) => value.isDefault === true) ?? kept[0] ?? {};
  if (value === undefined) return undefined;
  const { name, ...origin } = value.originAddress;
  return addressOf({ ...origin, name: name ?? value.warehouseName });
}

async function parcelOf(outcome: Outcome | undefined, { parcels, caller }: RouteContext): Promise<KeptParcel> {
  const parcelId = outcome === undefined || outcome.kind === 'refused' ? undefined : outcome.parcelId;
  const parcel = parcelId === undefined ? null : await parcels.findParcel(caller.account.accountId, parcelId);
  if (parcel === null) throw new Error('a label that was made must have its parcel');
  return parcel;
}

async function labelDataOf(parcel: KeptParcel, { drawLabel }: RouteContext): Promise<string> {
  return (await drawLabel(parcel)).toString('base64');
}

function batchOf(item: BatchItem | null, { request }: RouteContext): Batch {
  return { items: item === null ? [] : [item], receiptKey: receiptKeyOf(request) };
}

function refusedItem(refusal: Refusal): BatchItem {
  return { label: 0, refusal };
}

/** What no carrier of ours has is refused as the vendor's carriers refuse it (quirk 41). */
export function unofferedAnswer(refusal: Refusal): WireAnswer | null {
  const [problem] = refusal.problems;
  const field = problem?.pointer.slice(1) ?? '';
  if (problem?.code !== 'field_value' || !OFFERED.has(field)) return null;
  return exceptionAnswer(500, `Invalid ${field}. ${messageOf(refusal, '')}`);
}
