/**
 * What a list asks for, in the words of its index: which statuses, which store, between which times, under which
 * terms.
 * Tells of a segment whether all, none or some of its entries are asked for. Pure.
 */

import type { OrderStatus } from '../order.ts';
import type { OrderFilter } from '../queries.ts';
import type { TimeRange } from '../time.ts';
import { readCell, type Segment } from './directory.ts';
import { DIMENSIONS, type Dimension, NEVER } from './entry.ts';
import { type TermGroup, termGroupsOf } from './terms.ts';

/** Both ends inclusive. */
export type Range = { dimension: Dimension; from: number; to: number };

export type Cut = {
  /** Null: all that were placed. */
  statuses: readonly OrderStatus[] | null;
  storeId: number | null;
  ranges: readonly Range[];
  groups: readonly TermGroup[];
  /** Compared with the order itself. */
  number: string | null;
  batchId: string | null;
  orderKey: string | null;
  orderIds: readonly number[] | null;
};

/** `texts`: the folded texts of lines that hold the filter's keyword. */
export function cutOf(filter: OrderFilter, texts: readonly string[]): Cut {
  return {
    statuses: filter.statuses ?? null,
    storeId: filter.storeId ?? null,
    ranges: [
      ...rangeOf('createdAt', filter.created),
      ...rangeOf('modifiedAt', filter.modified),
      ...rangeOf('placedAt', filter.placed),
      ...rangeOf('paidAt', filter.paid),
    ],
    groups: termGroupsOf(filter, texts),
    number: filter.number ?? null,
    batchId: filter.batchId ?? null,
    orderKey: filter.orderKey ?? null,
    orderIds: filter.orderIds ?? null,
  };
}

/** Answered from the names and terms it states: as many entries are looked at as bear them. */
export function isNamed({ groups, batchId, orderKey, orderIds }: Cut): boolean {
  return groups.length > 0 || batchId !== null || orderKey !== null || orderIds !== null;
}

/** Entries of the status and the store, whatever their times. */
export function cellCount({ cells }: Segment, { statuses, storeId }: Cut): number {
  let count = 0;
  for (const [cell, entries] of cells) {
    const of = readCell(cell);
    const isStatus = statuses === null ? of.status !== 'prepared' : statuses.includes(of.status as OrderStatus);
    if (isStatus && (storeId === null || of.storeId === storeId)) count += entries;
  }
  return count;
}

/** Whether the times of a segment's entries lie within all ranges, outside of one, or neither. */
export function placeOf({ zones }: Segment, ranges: readonly Range[]): 'inside' | 'outside' | 'astride' {
  let isInside = true;
  for (const { dimension, from, to } of ranges) {
    const [least, greatest] = zones[DIMENSIONS.indexOf(dimension)] ?? [from, to];
    if (least > to || greatest < from) return 'outside';
    isInside &&= least >= from && greatest <= to;
  }
  return isInside ? 'inside' : 'astride';
}

/** What was never stated lies in no range. */
function rangeOf(dimension: Dimension, range: TimeRange | undefined): Range[] {
  const { from, to, isToExclusive } = range ?? {};
  if (from === undefined && to === undefined) return [];
  return [{ dimension, from: Math.max(NEVER + 1, Math.ceil(from ?? NEVER)), to: lastOf(to, isToExclusive === true) }];
}

/** Times are whole milliseconds. */
function lastOf(to: number | undefined, isExclusive: boolean): number {
  if (to === undefined) return Number.MAX_SAFE_INTEGER;
  return isExclusive ? Math.ceil(to) - 1 : Math.floor(to);
}
