/**
 * Which event a change causes: exactly one for every order that a command created or changed, none for what it kept
 * or refused; and one besides for a shipment that has become good to go.
 * Events are rows of the same transaction, so one exists if and only if its change was committed.
 */
import type { EventKind, OrderEvent, OrderRow } from '../command.ts';
import type { Operation } from '../operation.ts';

const kindByOperation: Readonly<Record<Exclude<Operation['kind'], 'answer_check'>, EventKind>> = {
  delete: 'order.deleted',
  complete: 'order.completed',
  annotate: 'order.annotated',
  hold: 'order.held',
  restore: 'order.restored',
  cancel: 'order.canceled',
  ship: 'order.shipped',
  label: 'label.created',
  void: 'label.voided',
  tag: 'order.tagged',
  untag: 'order.untagged',
  add_shipment: 'shipment.created',
  change_shipment: 'shipment.changed',
  complete_shipment: 'shipment.completed',
  capture_shipment: 'shipment.captured',
  remove_shipment: 'shipment.removed',
  add_return: 'return.created',
  change_return: 'return.changed',
  answer_allocation: 'allocation.changed',
  assign: 'order.assigned',
  split: 'order.split',
  merge: 'order.merged',
  anonymize: 'order.anonymized',
};

export function announceCreated(row: OrderRow): OrderEvent {
  return { orderId: row.orderId, kind: 'order.created', revision: row.revision, about: null };
}

export function announceReplaced(row: OrderRow): OrderEvent {
  return { orderId: row.orderId, kind: 'order.replaced', revision: row.revision, about: null };
}

/** An order that went into another one is gone. */
export function announceMergedAway(row: OrderRow): OrderEvent {
  return { orderId: row.orderId, kind: 'order.deleted', revision: row.revision, about: null };
}

/** `about`: the number of what the operation was about within the order. */
export function announceOperated(row: OrderRow, operation: Operation, about: number | null = null): OrderEvent {
  return { orderId: row.orderId, kind: kindOf(operation), revision: row.revision, about };
}

export function announceReleased({ orderId, revision }: OrderRow, seq: number): OrderEvent {
  return { orderId, kind: 'shipment.good_to_go', revision, about: seq };
}

/** Of no order. */
export function announceLoose(operation: Operation, about: number | null): OrderEvent {
  return { orderId: 0, kind: kindOf(operation), revision: 0, about };
}

/** A warehouse that was asked first is told of by its answer. */
function kindOf(operation: Operation): EventKind {
  return operation.kind === 'answer_check' ? `check.${operation.answer}` : kindByOperation[operation.kind];
}
