/**
 * Warehouses that have a say in what they give away. One is asked after its units were taken, and confirms or rejects
 * them within a time; another is asked first, and nothing is taken from it until it has accepted. What was asked and
 * answered stands in the order's state; the store keeps a slip of every request beside it, for lists.
 *
 *   allocated --confirm--> confirmed          asked --accept--> accepted: the units are taken
 *     |  |  '---reject---> rejected             |  '--reject--> rejected
 *     |  '--time is over-> timed_out            '-time is over> timed_out
 *     |                       '--confirm--> confirmed, while the order still waits and the units are there
 *     '--the order has gone on without it--> outdated
 */

/** `direct`, the standard: nobody is asked. */
export const WAREHOUSE_FLOWS = ['direct', 'confirm', 'check_first'] as const;
export type WarehouseFlow = (typeof WAREHOUSE_FLOWS)[number];

/** A warehouse that is asked, and how long it may take. */
export type AskedWarehouse = { warehouseId: number; flow: Exclude<WarehouseFlow, 'direct'>; answerMs: number };

export const ALLOCATION_STATUSES = ['allocated', 'confirmed', 'rejected', 'timed_out', 'outdated'] as const;
export type AllocationStatus = (typeof ALLOCATION_STATUSES)[number];

export type AllocationLine = { lineId: number; itemId: number; quantity: number };

export type AllocationRequest = {
  id: number;
  warehouseId: number;
  lines: readonly AllocationLine[];
  status: AllocationStatus;
  createdAt: number;
  expiresAt: number;
};

/** A warehouse is asked once for an order; its answer stands. */
export type StockCheck = {
  warehouseId: number;
  status: 'asked' | 'accepted' | 'rejected' | 'timed_out';
  askedAt: number;
  expiresAt: number;
};

export type AllocationOperation =
  | { kind: 'answer_allocation'; requestId: number; answer: 'confirmed' | 'rejected' | 'timed_out' }
  | { kind: 'answer_check'; warehouseId: number; answer: 'accepted' | 'rejected' | 'timed_out' };

/** Run by src/jobs/end-asking.ts. */
export const END_ASKING = 'end_asking';
export type EndAsking = { orderId: number } & ({ requestId: number } | { warehouseId: number });

const MINUTE_MS = 60_000;
/** A working day: whoever packs by hand looks once a day. */
const ANSWER_MINUTES = 24 * 60;

type Warehouse = { id: number; flow?: WarehouseFlow | undefined; answerMinutes?: number | undefined };

/** Undefined when nobody is asked, as in most accounts. */
export function askedWarehousesOf(
  catalog: { warehouses?: readonly Warehouse[] | undefined } | undefined,
): readonly AskedWarehouse[] | undefined {
  const asked = (catalog?.warehouses ?? []).flatMap(({ id, flow, answerMinutes = ANSWER_MINUTES }) =>
    flow === undefined || flow === 'direct' ? [] : [{ warehouseId: id, flow, answerMs: answerMinutes * MINUTE_MS }],
  );
  return asked.length === 0 ? undefined : asked;
}
