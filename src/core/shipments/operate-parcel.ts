/**
 * The operations that make parcels and undo labels. An order may have several labels; what is in it leaves with the first.
 *
 *   open, held, unpaid, outsourced, rejected --label, ship--> shipped --label--> shipped, a parcel without lines
 *   shipped --void the last label that stands--> open         canceled: refused          prepared: unfit
 *
 * A label may also be of no order at all. What it costs and its number are the test carrier's, which asks nobody.
 * Pure but for the ids it draws; called by plan.ts.
 */
import type { Command, IdSource, OrderRow } from '../command.ts';
import type { Operation } from '../operation.ts';
import type { Address, OrderContent, OrderState, ParcelRef, ShipmentFacts } from '../order.ts';
import type { Problem } from '../outcome.ts';
import { hasShipments, isLocked, lockedProblem, shipmentsProblem } from '../plan/decide.ts';
import { type Change, operate } from '../plan/lifecycle.ts';
import { momentFromInstant } from '../time.ts';
import type { Parcel, ParcelChange, ParcelOperation } from './parcel.ts';
import { testInsuranceE4, testRate, testTrackingNumber } from './test-carrier.ts';

export type ParcelPlace = { command: Pick<Command, 'at' | 'batchId'>; ids: IdSource };
type Aimed = Operation & ParcelOperation;
type Labeling = Aimed & { kind: 'label' };
type Worked = { change: Change; parcel: ParcelChange | null };

const KINDS: ReadonlySet<string> = new Set(['label', 'void', 'ship']);

export function isParcelOperation(operation: Operation): operation is Aimed {
  return KINDS.has(operation.kind);
}

/** Order ids count from 1: nothing is found under 0, and a label of no order names it. */
export function isOfNoOrder(operation: Operation): operation is Exclude<Aimed, { kind: 'ship' }> {
  const { kind, target } = operation;
  return (kind === 'label' || kind === 'void') && 'orderId' in target && target.orderId === 0;
}

export function operateParcel(row: OrderRow, operation: Aimed, place: ParcelPlace): Worked {
  switch (operation.kind) {
    case 'label':
      return labeled(row, operation, place);
    case 'void':
      return voided(row, operation, place);
    case 'ship':
      return shipped(row, operation, place);
  }
}

/** What becomes of parcels when no order is concerned; a void names a parcel that is known to stand. */
export function looseParcel(operation: Exclude<Aimed, { kind: 'ship' }>, place: ParcelPlace): ParcelChange {
  if (operation.kind === 'void') return { kind: 'void', parcelId: operation.parcelId, at: place.command.at };
  return { kind: 'add', parcel: parcelOfLabel(operation, null, place) };
}

type Held = { row: OrderRow; content: OrderContent; state: OrderState };

function labeled(row: OrderRow, operation: Labeling, place: ParcelPlace): Worked {
  const problem = labelProblem(row, operation.pointer);
  if (problem !== null) return refused(problem);
  const held = heldOf(row);
  const parcel = parcelOfLabel(operation, held, place);
  const { parcels = [] } = held.state;
  const ref: ParcelRef = {
    parcelId: parcel.parcelId,
    isExtra: row.status === 'shipped' ? true : undefined,
    shippedAt: parcel.shippedAt,
    carrierCode: parcel.carrierCode,
    serviceCode: parcel.serviceCode,
    trackingNumber: parcel.trackingNumber,
  };
  const state: OrderState = { ...held.state, hold: undefined, shipment: factsOf(ref), parcels: [...parcels, ref] };
  const change = changed(row, { status: 'shipped', state: JSON.stringify(state) }, place);
  return { change, parcel: { kind: 'add', parcel } };
}

/** The order is marked as shipped by the rule of that operation; what has carried it becomes a parcel. */
function shipped(row: OrderRow, operation: Aimed & { kind: 'ship' }, place: ParcelPlace): Worked {
  const { at } = place.command;
  const change = operate(row, operation, at);
  if (change.kind !== 'change') return { change, parcel: null };
  const held = heldOf(change.row);
  const { shipment, isChannelTold } = operation;
  const parcel: Parcel = {
    ...headOf(held, place),
    kind: 'told',
    ...shipment,
    shippedAt: shipment.shippedAt ?? momentFromInstant(at, 'UTC'),
    storeId: held.content.storeId,
    shipTo: held.content.shipTo,
    costE4: 0,
    insuranceCostE4: 0,
    lines: [],
    isChannelTold,
  };
  const ref: ParcelRef = { parcelId: parcel.parcelId, ...shipment };
  const state: OrderState = { ...held.state, parcels: [...(held.state.parcels ?? []), ref] };
  return {
    change: { ...change, row: { ...change.row, state: JSON.stringify(state) } },
    parcel: { kind: 'add', parcel },
  };
}

function voided(row: OrderRow, { parcelId, pointer }: Aimed & { kind: 'void' }, place: ParcelPlace): Worked {
  const state = JSON.parse(row.state) as OrderState;
  const ref = state.parcels?.find((known) => known.parcelId === parcelId);
  if (ref === undefined) {
    return refused({ code: 'shipment_unknown', pointer, expected: 'a label of the order', given: String(parcelId) });
  }
  if (ref.voidedAt !== undefined) return { change: { kind: 'keep' }, parcel: null };
  const { at } = place.command;
  const parcels = (state.parcels ?? []).map((known) => (known === ref ? { ...ref, voidedAt: at } : known));
  const last = parcels.findLast(({ voidedAt }) => voidedAt === undefined);
  // An order that had shipped before its first label has not come back with its last.
  const isBack = last === undefined && row.status === 'shipped' && parcels.some(({ isExtra }) => isExtra !== true);
  const after: OrderState = { ...state, parcels, shipment: last === undefined ? undefined : factsOf(last) };
  const change = changed(row, { status: isBack ? 'open' : row.status, state: JSON.stringify(after) }, place);
  return { change, parcel: { kind: 'void', parcelId, at } };
}

function labelProblem(row: OrderRow, pointer: string): Problem | null {
  if (row.status === 'canceled') return lockedProblem(row, pointer);
  if (hasShipments(row) && !isLocked(row)) return shipmentsProblem(row, pointer);
  if (row.status !== 'prepared') return null;
  const given = `order ${row.orderId}, which is prepared`;
  return { code: 'order_status_unfit', pointer, expected: 'an order that was placed', given };
}

function parcelOfLabel({ wish, shipFrom }: Labeling, held: Held | null, place: ParcelPlace): Parcel {
  const { shipping, shipTo: orderShipTo, storeId: orderStoreId } = held?.content ?? {};
  const head = headOf(held, place);
  const { shippedAt, carrierCode, serviceCode, packageCode = 'package' } = wish;
  const confirmation = wish.confirmation ?? shipping?.confirmation;
  const weight = wish.weight ?? shipping?.weight;
  const insurance = wish.insurance ?? shipping?.insurance;
  const shipTo = wish.shipTo ?? orderShipTo;
  const isAbroad = isOtherCountry(shipFrom, shipTo);
  const { costE4, otherE4 } = testRate({ serviceCode, packageCode, confirmation, weight, isAbroad });
  return {
    ...head,
    kind: 'label',
    shippedAt,
    carrierCode,
    serviceCode,
    packageCode,
    confirmation,
    trackingNumber: testTrackingNumber(head.parcelId),
    costE4: costE4 + otherE4,
    insuranceCostE4: testInsuranceE4(insurance),
    weight,
    dimensions: wish.dimensions ?? shipping?.dimensions,
    insurance,
    customs: wish.customs ?? shipping?.customs,
    billing: wish.billing ?? shipping?.billing,
    warehouseId: wish.warehouseId ?? shipping?.warehouseId,
    storeId: wish.storeId ?? orderStoreId,
    shipFrom,
    shipTo,
    lines: held === null || held.row.status === 'shipped' ? [] : linesOf(held),
  };
}

type Head = Pick<
  Parcel,
  'parcelId' | 'batchId' | 'createdAt' | 'orderId' | 'orderKey' | 'number' | 'assigneeId' | 'email'
>;

function headOf(held: Held | null, { command, ids }: ParcelPlace): Head {
  const [parcelId = 0] = ids.nextLineIds(1);
  const head = { parcelId, batchId: command.batchId, createdAt: command.at };
  if (held === null) return { ...head, orderId: null };
  const { row, content, state } = held;
  const { orderId, orderKey, number } = row;
  const email = content.customer?.email ?? content.billTo?.email ?? content.shipTo?.email;
  return { ...head, orderId, orderKey, number, assigneeId: state.assigneeId, email };
}

/** A discount or a fee is in no parcel. */
function linesOf({ content, state }: Held): Parcel['lines'] {
  const lines = content.lines.map((line, index) => ({ lineId: state.lines[index]?.id ?? 0, line }));
  return lines.filter(({ line }) => line.isAdjustment !== true);
}

function isOtherCountry(from: Address | undefined, to: Address | undefined): boolean {
  const [first = '', second = ''] = [from, to].map((address) => address?.country?.trim().toUpperCase());
  return first !== '' && second !== '' && first !== second;
}

function factsOf({ shippedAt, carrierCode, serviceCode, trackingNumber }: ParcelRef): ShipmentFacts {
  return { shippedAt, carrierCode, serviceCode, trackingNumber };
}

function changed(row: OrderRow, fields: Pick<OrderRow, 'status' | 'state'>, { command }: ParcelPlace): Change {
  const after = { ...row, ...fields, revision: row.revision + 1, modifiedAt: command.at };
  return { kind: 'change', row: after, isPlaced: false };
}

function refused(problem: Problem): Worked {
  return { change: { kind: 'refuse', problem }, parcel: null };
}

function heldOf(row: OrderRow): Held {
  if (row.content === null) throw new Error(`the content of order ${row.orderId} must be loaded for its parcels`);
  const { content, state } = row;
  return { row, content: JSON.parse(content) as OrderContent, state: JSON.parse(state) as OrderState };
}
