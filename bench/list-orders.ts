/**
 * The orders that lists are measured on, and what is asked of them. Everything of an order follows from its place, so
 * that every total is known: one order a minute, nine of ten shipped, five stores, fifty orders a customer, a tag, a
 * product. What is asked for is either as much at every size, or told to grow. Used by lists.ts.
 */
import type { Command } from '../src/core/command.ts';
import { sealDraft } from '../src/core/intake.ts';
import type { OrderContent, OrderStatus } from '../src/core/order.ts';

export const PER_COMMAND = 100;
const BEGAN = Date.UTC(2024, 0, 1);
const MINUTE = 60_000;
const STORES = 5;
const GROUP = 50;
const GROWING_SKUS = 200;
const DIGITS = 8;

/** `matches`: null where it is not known beforehand. */
export type ListAsk = { name: string; query: string; matches: number | null };

export function commandOf(accountId: number, first: number): Command {
  const places = Array.from({ length: PER_COMMAND }, (_, index) => first + index);
  return {
    accountId,
    batchId: batchOf(first),
    at: BEGAN + first * MINUTE,
    receiptKey: null,
    splitRules: [],
    items: places.map((place, label) => {
      const named = { pointer: `/${label}`, linesPointer: `/${label}/items`, orderId: null, orderKey: `key-${place}` };
      const draft = sealDraft(
        { ...named, content: contentOf(place), isNumberClaimed: false, isSplittable: false },
        `fresh-${place}`,
      );
      return { label, digest: draft.fingerprint, draft };
    }),
  };
}

/** Every filter of the route. `turn` moves what is asked for about the table. */
export function asksOf(size: number, turn: number): readonly ListAsk[] {
  const place = Math.floor(size * (((turn * 0.381_966) % 0.9) + 0.05));
  return [...broadAsks(size, turn), ...narrowAsks(size, turn, place)];
}

/** Much of the table, page by page. */
function broadAsks(size: number, turn: number): readonly ListAsk[] {
  const pages = size / 100;
  const statuses = countOf(size, (index) => statusOf(index) === 'open');
  return [
    { name: 'no filter', query: '', matches: size },
    { name: 'no filter, a page in the middle', query: `page=${Math.floor(pages / 2) + (turn % 10)}`, matches: size },
    { name: 'no filter, the last page', query: `page=${pages}`, matches: size },
    { name: 'by OrderDate, latest first', query: 'sortBy=OrderDate&sortDir=DESC', matches: size },
    { name: 'by OrderDate, a deep page', query: `sortBy=OrderDate&page=${pages - 7 - (turn % 10)}`, matches: size },
    {
      name: 'by ModifyDate, a deep page',
      query: `sortBy=ModifyDate&sortDir=DESC&page=${Math.floor(pages / 2) + (turn % 10)}`,
      matches: size,
    },
    {
      name: 'by CreateDate, a deep page',
      query: `sortBy=CreateDate&page=${Math.floor(pages / 2) + (turn % 10)}`,
      matches: size,
    },
    { name: 'orderStatus awaiting_shipment', query: 'orderStatus=awaiting_shipment', matches: statuses },
    {
      name: 'orderStatus, the last page',
      query: `orderStatus=awaiting_shipment&page=${Math.ceil(statuses / 100)}`,
      matches: statuses,
    },
    {
      name: 'orderStatus shipped, by ModifyDate, a deep page',
      query: `orderStatus=shipped&sortBy=ModifyDate&page=${Math.floor(pages / 2) + (turn % 10)}`,
      matches: null,
    },
    {
      name: 'orderStatus on_hold, rare',
      query: 'orderStatus=on_hold&sortBy=OrderDate',
      matches: countOf(size, (index) => statusOf(index) === 'held'),
    },
    { name: 'storeId', query: `storeId=${turn % STORES}`, matches: size / STORES },
  ];
}

/** Little of it, and ranges of times. */
function narrowAsks(size: number, turn: number, place: number): readonly ListAsk[] {
  const pages = size / 100;
  const group = Math.floor(place / GROUP);
  const from = Math.floor(place / PER_COMMAND) * PER_COMMAND;
  const inWindow = Math.min(500, size - from);
  return [
    {
      name: 'storeId and orderStatus, by OrderDate, a deep page',
      query: `storeId=1&orderStatus=shipped&sortBy=OrderDate&page=${Math.floor(pages / 10)}`,
      matches: null,
    },
    { name: 'createDate, 500 minutes', query: window('createDate', from, from + 400), matches: inWindow },
    {
      name: 'modifyDate from the middle on',
      query: `modifyDateStart=${encodeURIComponent(iso(size / 2))}`,
      matches: size / 2,
    },
    {
      name: 'modifyDate from the middle on, a deep page',
      query: `modifyDateStart=${encodeURIComponent(iso(size / 2))}&page=${Math.floor(pages / 4) + (turn % 10)}`,
      matches: size / 2,
    },
    {
      name: 'orderDate, by ModifyDate',
      query: `${window('orderDate', place, place + 300)}&sortBy=ModifyDate`,
      matches: null,
    },
    {
      name: 'orderDate of the first half, storeId, a deep page',
      query: `${window('orderDate', 0, size / 2)}&storeId=2&page=${Math.max(1, Math.floor(pages / 20))}`,
      matches: null,
    },
    { name: 'paymentDate', query: window('paymentDate', place, place + 300), matches: null },
    { name: 'customerName, 50 orders', query: `customerName=Customer%20${group}`, matches: GROUP },
    { name: 'orderNumber, whole', query: `orderNumber=${numberOf(place)}`, matches: 1 },
    { name: 'orderNumber, the start of 100', query: `orderNumber=${numberOf(place).slice(0, -2)}`, matches: 100 },
    { name: 'itemKeyword, 50 orders', query: `itemKeyword=rare-${group}x`, matches: GROUP },
    {
      name: `itemKeyword, 1 of ${GROWING_SKUS} (grows)`,
      query: `itemKeyword=common-${turn % GROWING_SKUS}x`,
      matches: size / GROWING_SKUS,
    },
    { name: 'importBatch', query: `importBatch=${batchOf(from)}`, matches: PER_COMMAND },
  ];
}

function window(name: string, from: number, to: number): string {
  return `${name}Start=${encodeURIComponent(iso(from))}&${name}End=${encodeURIComponent(iso(to))}`;
}

function countOf(size: number, isMeant: (index: number) => boolean): number {
  let count = 0;
  for (let index = 0; index < size; index++) if (isMeant(index)) count += 1;
  return count;
}

/** A few that are rare, and more that are open among the latest tenth of every ten thousand. */
function statusOf(index: number): OrderStatus {
  if (index % 2_000 === 7) return 'held';
  return index % 10 === 3 ? 'open' : 'shipped';
}

function numberOf(place: number): string {
  return `B-${String(place).padStart(DIGITS, '0')}`;
}

function batchOf(first: number): string {
  return `00000000-0000-4000-8000-${String(first).padStart(12, '0')}`;
}

function iso(place: number): string {
  return new Date(BEGAN + place * MINUTE).toISOString();
}

function contentOf(place: number): OrderContent {
  // Nobody's orders come in the order of their dates.
  const placed = BEGAN + (place - ((place * 7_919) % 3_000)) * MINUTE;
  const moment = (at: number) => ({ at, wall: new Date(at).toISOString().slice(0, 19), zone: 'UTC' });
  const group = Math.floor(place / GROUP);
  return {
    number: numberOf(place),
    status: statusOf(place),
    currency: 'EUR',
    placedAt: moment(placed),
    paidAt: place % 4 === 0 ? undefined : moment(placed + MINUTE),
    storeId: place % STORES,
    customer: { username: `customer-${group}`, email: `customer-${group}@shop.example` },
    shipTo: {
      name: `Customer ${group}`,
      street1: `${place} Harbor Street`,
      city: 'Stockholm',
      postalCode: '111 22',
      country: 'SE',
    },
    lines: [
      {
        key: '1',
        sku: `COMMON-${place % GROWING_SKUS}X`,
        name: 'A thing sold by the dozen',
        quantity: 2,
        unitPriceE4: 995_000,
      },
      { key: '2', sku: `RARE-${group}X`, name: `A thing of kind ${group % 100}`, quantity: 1, unitPriceE4: 125_000 },
    ],
    amountPaidE4: 2_115_000,
    customerNote: 'Please ring twice.',
  };
}
