/**
 * The orders that lists are measured on, and what is asked of them. Everything of an order follows from its place, so
 * that every total is known: one order a minute, nine of ten shipped, five stores, fifty orders a customer, a tag, a
 * product. What is asked for is either as much at every size, or told to grow: an ask whose matches grow says nothing
 * of the table. Used by lists.ts.
 */
import type { Command } from '../src/core/command.ts';
import { sealDraft } from '../src/core/intake.ts';
import type { OrderContent, OrderStatus } from '../src/core/order.ts';

export const PER_COMMAND = 100;
const BEGAN = Date.UTC(2024, 0, 1);
const MINUTE = 60_000;
const STORES = 5;
const GROUP = 50;
const SERIES = 5_000;
const GROWING_SKUS = 200;
const DIGITS = 8;
/** Of the rare ones there are a hundred at every size: a page. */
const RARE_WITHIN = 10_000;
const RARE_EVERY = 100;
const RARE = RARE_WITHIN / RARE_EVERY;
const PAGE = 100;
const TAG = 77;

/** `matches`: null where it is not known beforehand. */
export type ListAsk = { name: string; path: string; matches: number | null };
/** Of the `GET /orders` of ShipStation, which tells totals, so that they are held against what was filled in. */
type Ask = { name: string; query: string; matches: number | null };

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
      return { label, draft };
    }),
  };
}

/** Every filter of the routes. `turn` moves what is asked for about the table. */
export function asksOf(size: number, turn: number): readonly ListAsk[] {
  const place = Math.floor(size * (((turn * 0.381_966) % 0.9) + 0.05));
  const asks = [...broadAsks(size, turn), ...narrowAsks(size, turn, place), ...termAsks(size, turn, place)];
  const told = asks.map(({ query, ...ask }) => ({ ...ask, path: `/shipstation/orders?${query}` }));
  const tagged = `/shipstation/orders/listbytag?orderStatus=awaiting_shipment&tagId=${TAG}`;
  told.push({ name: 'listbytag, 100 orders', path: tagged, matches: RARE });
  return [...told, ...nativeAsks(size, place), ...centraAsks(size, place)];
}

/** Much of the table, page by page. */
function broadAsks(size: number, turn: number): readonly Ask[] {
  const pages = size / PAGE;
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
      name: 'orderStatus on_hold, 100 orders',
      query: 'orderStatus=on_hold&sortBy=OrderDate',
      matches: RARE,
    },
    { name: 'storeId', query: `storeId=${turn % STORES}`, matches: size / STORES },
  ];
}

/** Little of it, and ranges of times. */
function narrowAsks(size: number, turn: number, place: number): readonly Ask[] {
  const pages = size / PAGE;
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
    { name: 'importBatch', query: `importBatch=${batchOf(from)}`, matches: PER_COMMAND },
  ];
}

/** What is found by the terms of orders. */
function termAsks(size: number, turn: number, place: number): readonly Ask[] {
  const group = Math.floor(place / GROUP);
  const series = Math.floor(place / SERIES);
  return [
    { name: 'customerName, 50 orders', query: `customerName=Customer%20${group}`, matches: GROUP },
    { name: 'customsCountryCode, 100 orders', query: 'customsCountryCode=JP', matches: RARE },
    { name: 'orderNumber, whole', query: `orderNumber=${numberOf(place)}`, matches: 1 },
    { name: 'orderNumber, the start of 100', query: `orderNumber=${numberOf(place).slice(0, -2)}`, matches: 100 },
    { name: 'itemKeyword, 50 orders', query: `itemKeyword=rare-${group}x`, matches: GROUP },
    {
      name: 'itemKeyword, 5,000 orders, the last page',
      query: `itemKeyword=series-${series}x&page=${SERIES / PAGE}`,
      matches: SERIES,
    },
    {
      name: `itemKeyword, 1 of ${GROWING_SKUS} (matches grow)`,
      query: `itemKeyword=common-${turn % GROWING_SKUS}x`,
      matches: size / GROWING_SKUS,
    },
  ];
}

/** Pages of scans: of what is met in each only its length is known. */
function nativeAsks(size: number, place: number): readonly ListAsk[] {
  const group = Math.floor(place / GROUP);
  const start = numberOf(place).slice(2, -2);
  const ask = (name: string, query: string, matches: number): ListAsk => ({
    name: `native: ${name}`,
    path: `/v1/orders?limit=${PAGE}&${query}`,
    matches,
  });
  const middle = encodeURIComponent(iso(size / 2));
  return [
    ask('no filter', '', PAGE),
    ask('placed_before the middle, the latest first', `placed_before=${middle}&sort=-placed_at`, PAGE),
    ask('status, store_id and modified_from the middle', `status=shipped&store_id=2&modified_from=${middle}`, PAGE),
    ask('key', `key=key-${place}`, 1),
    ask('number', `number=${numberOf(place)}`, 1),
    ask('customer_id, 50 orders', `customer_id=${group + 1}`, GROUP),
    ask('line, 50 orders', `line=rare-${group}x`, GROUP),
    ask('q, one order', `q=${numberOf(place).slice(2)}`, 1),
    ask('q, 100 orders', `q=${start}`, PAGE),
    ask('q, 50 orders, by placed_at', `q=trading%20${houseOf(group)}&sort=-placed_at`, GROUP),
    ask('q, a word of every order (matches grow)', 'q=customer', PAGE),
    ask('q, 100 orders, and a word of every order (matches of the word grow)', `q=${start}%20customer`, PAGE),
  ];
}

/** These tell no total either. */
function centraAsks(size: number, place: number): readonly ListAsk[] {
  const ask = (name: string, query: string, matches: number | null): ListAsk => ({
    name: `centra: ${name}`,
    path: `/centra/orders?limit=${PAGE}&${query}`,
    matches,
  });
  return [
    ask('a deep page', `offset=${Math.floor(size / 2)}`, PAGE),
    ask('newer_than the middle, a deep page', `newer_than=${iso(size / 2).slice(0, 10)}&offset=${size / 4}`, PAGE),
    // Orders on hold are not seen there.
    ask('customer_id, 50 orders', `customer_id=${Math.floor(place / GROUP) + 1}`, null),
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

function statusOf(index: number): OrderStatus {
  if (isRare(index, 7)) return 'held';
  return index % 10 === 3 ? 'open' : 'shipped';
}

function isRare(index: number, rest: number): boolean {
  return index < RARE_WITHIN && index % RARE_EVERY === rest;
}

function numberOf(place: number): string {
  return `B-${String(place).padStart(DIGITS, '0')}`;
}

/** A word that begins no other. */
function houseOf(group: number): string {
  return `H${String(group).padStart(DIGITS, '0')}`;
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
    customer: { id: group + 1, username: `customer-${group}`, email: `customer-${group}@shop.example` },
    shipTo: {
      name: `Customer ${group}`,
      company: `Trading ${houseOf(group)}`,
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
      {
        key: '2',
        sku: `RARE-${group}X`,
        name: `A thing of kind ${group % 100}`,
        quantity: 1,
        unitPriceE4: 125_000,
        options: [{ name: 'Series', value: `series-${Math.floor(place / SERIES)}x` }],
      },
    ],
    shipping: isRare(place, 11) ? { customs: { lines: [{ originCountry: 'JP', quantity: 1 }] } } : undefined,
    amountPaidE4: 2_115_000,
    customerNote: 'Please ring twice.',
    tagIds: isRare(place, 13) ? [TAG] : undefined,
  };
}
