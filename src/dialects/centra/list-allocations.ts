/**
 * `GET /allocation-requests`: what warehouses were asked to confirm, a hundred a page, the oldest first (quirk 57). Dates
 * have an offset here, as nowhere else on this wire. What cannot be understood is told by field.
 * Only reads.
 */
import type { Warehouse } from '../../core/catalog/catalog.ts';
import type { SlipFound } from '../../core/queries.ts';
import type { AllocationStatus } from '../../core/stock/allocation.ts';
import { momentFromInstant } from '../../core/time.ts';
import { zonedTextFromMoment } from '../../core/zoned-time.ts';
import type { RouteContext, WireAnswer } from '../dialect.ts';
import { orderNumberOf } from './order-number.ts';
import { selectionIdOf } from './order-object.ts';
import { pageOfQuery, textOfQuery, wholeNumber } from './parameters.ts';
import { pageInMarkets } from './plugin.ts';
import { settingsOf } from './settings.ts';
import { jsonAnswer } from './write.ts';

const PAGE = 100;
/** Documented; `sent` and `failed` never come here, for a request is made with its units and told by a webhook. */
const WORDS = ['allocated', 'sent', 'failed', 'confirmed', 'rejected', 'timed-out', 'outdated'];
const OPEN = ['allocated'];

export async function listAllocations(context: RouteContext): Promise<WireAnswer> {
  const { accountId, settings } = context.caller.account;
  const { query } = context.request;
  const statuses = statusesOf(textOfQuery(query, 'status'));
  const warehouseIds = warehousesOf(textOfQuery(query, 'warehouse'));
  if ('errors' in statuses || 'errors' in warehouseIds) {
    const errorMessages = { ...('errors' in statuses ? statuses.errors : {}), ...errorsOf(warehouseIds) };
    return jsonAnswer({ status: 'no', errorMessages });
  }
  const number = wholeNumber(query, 'order', { min: 1, max: Number.MAX_SAFE_INTEGER });
  const named = number === undefined ? null : await context.orders.findOrders(accountId, { number: String(number) });
  const { page } = pageOfQuery(query, PAGE);
  const asked = {
    kind: 'allocation',
    statuses: statuses.value?.map(statusOfWord),
    warehouseIds: warehouseIds.value,
    orderIds: named?.map(({ orderId }) => orderId),
    isNewestFirst: false,
  } as const;
  const found = await pageInMarkets(context.caller, { offset: (page - 1) * PAGE, limit: PAGE }, (slice) =>
    context.orders.listSlips(accountId, { ...asked, ...slice }),
  );
  const { timeZone } = settingsOf(context.caller.account);
  const print = { timeZone, warehouses: settings.catalog?.warehouses ?? [] };
  return jsonAnswer({ status: 'ok', allocation_requests: found.flatMap((one) => requestObject(one, print)) });
}

function requestObject(
  { order, slipId }: SlipFound,
  { timeZone, warehouses }: { timeZone: string; warehouses: readonly Warehouse[] },
) {
  const request = order.state.allocations?.find(({ id }) => id === slipId);
  if (request === undefined) return [];
  const { warehouseId } = request;
  return [
    {
      id: request.id,
      status: wordOfAllocation(request.status),
      warehouseId,
      warehouseName: warehouses.find(({ id }) => id === warehouseId)?.name ?? '',
      expirationDate: offsetText(request.expiresAt, timeZone),
      order: { id: selectionIdOf(order.orderKey), number: orderNumberOf(order) },
      lines: request.lines.map(({ lineId, quantity, itemId }) => ({ lineId, quantity, stockItemId: itemId })),
      createdAt: offsetText(request.createdAt, timeZone),
    },
  ];
}

export function wordOfAllocation(status: string): string {
  return status.replace('_', '-');
}

function statusOfWord(word: string): AllocationStatus | string {
  return word.replace('-', '_');
}

/** `2024-03-18T09:04:48+01:00` */
function offsetText(at: number, timeZone: string): string {
  return zonedTextFromMoment(momentFromInstant(at, timeZone)).replace(/\.\d+|\[.*\]$/g, '');
}

type Read<T> = { value: T | undefined } | { errors: Readonly<Record<string, string>> };

function errorsOf(read: Read<unknown>): Readonly<Record<string, string>> {
  return 'errors' in read ? read.errors : {};
}

function statusesOf(text: string | undefined): Read<readonly string[]> {
  if (text === undefined) return { value: OPEN };
  if (text === 'all') return { value: undefined };
  const words = text.split(',').map((word) => word.trim());
  if (words.every((word) => WORDS.includes(word))) return { value: words };
  const expected = 'Expected "status" to be a single or a comma-separated list of request statuses, or "all"';
  return { errors: { status: `${expected}, got "${text}"` } };
}

function warehousesOf(text: string | undefined): Read<readonly number[]> {
  if (text === undefined) return { value: undefined };
  const ids = text.split(',').map((word) => word.trim());
  if (ids.every((id) => /^\d{1,15}$/.test(id))) return { value: ids.map(Number) };
  const expected = 'Expected "warehouse" to be a single or a comma-separated list of warehouse ids';
  return { errors: { warehouse: `${expected}, got "${text}"` } };
}
