/**
 * What lists ask of a driver for every documented filter: the steps of core/lists/answer.ts, run over a directory of
 * twenty thousand orders that nobody stores. Used by list-plans.test.ts, which holds the plans of both drivers.
 */
import { type Ask, listSteps, type Reply, type Steps, scanSteps } from '../src/core/lists/answer.ts';
import { type Cut, cutOf } from '../src/core/lists/cut.ts';
import { Directory } from '../src/core/lists/directory.ts';
import type { ListFacts } from '../src/core/lists/entry.ts';
import type { OrderFilter, OrderSort } from '../src/core/queries.ts';

export const STORED = 20_000;

/** Times that go with one another, and one that does not. */
function factsOf(index: number): ListFacts {
  const at = 1_000_000 + index * 1_000;
  return {
    orderId: index + 1,
    status: index % 1_000 === 0 ? 'held' : index % 2 === 0 ? 'open' : 'shipped',
    storeId: index % 3,
    createdAt: at,
    modifiedAt: at,
    placedAt: at - 50_000,
    paidAt: 1_000_000 + ((index * 7_919) % STORED) * 1_000,
  };
}

const middle = 1_000_000 + (STORED / 2) * 1_000;
const window = { from: middle, to: middle + 60_000 };

export const FILTERS: Readonly<Record<string, OrderFilter>> = {
  'no filter': {},
  status: { statuses: ['open'] },
  'a rare status': { statuses: ['held'] },
  store: { storeId: 1 },
  'status and store': { statuses: ['shipped'], storeId: 1 },
  created: { created: window },
  'modified from': { modified: { from: middle } },
  'placed until': { placed: { to: middle } },
  paid: { paid: window },
  'paid, much of it, and a store': { paid: { from: middle }, storeId: 2 },
  customer: { customerName: 'Ada Berg' },
  'customer id': { customerId: 5 },
  keyword: { lineKeyword: 'mug' },
  number: { number: 'N-1' },
  'number prefix': { numberPrefix: 'N-' },
  tag: { tagId: 5, statuses: ['open'] },
  batch: { batchId: 'b-1' },
  origin: { originCountry: 'SE' },
  key: { orderKey: 'k-1' },
  ids: { orderIds: [1, 2, 3] },
  search: { words: ['ADA', 'MUG'] },
};

const SORTS: readonly OrderSort[] = ['orderId', 'createdAt', 'modifiedAt', 'placedAt'];

export function directoryOfAll(): Directory {
  const directory = new Directory([]);
  directory.apply(Array.from({ length: STORED }, (_, index) => ({ before: null, after: factsOf(index) })));
  return directory;
}

/** Of a first page, a deep one and a scan, in every sort and both directions. */
export function asksOf(directory: Directory, filter: OrderFilter): readonly Ask[] {
  const cut = cutOf(filter, filter.lineKeyword === undefined ? [] : ['MUG', 'BLUE MUG']);
  return SORTS.flatMap((sort) =>
    [false, true].flatMap((isDescending) => asksIn(directory, cut, { sort, isDescending })),
  );
}

function asksIn(directory: Directory, cut: Cut, sorting: { sort: OrderSort; isDescending: boolean }): readonly Ask[] {
  const page = { ...sorting, limit: 100 };
  const after = { value: sorting.sort === 'orderId' ? STORED / 2 : middle, orderId: STORED / 2 };
  return [
    ...asksAmong(directory, listSteps(cut, { ...page, offset: 0 })),
    ...asksAmong(directory, listSteps(cut, { ...page, offset: 5_000 })),
    ...asksAmong(directory, scanSteps(cut, { ...page, after })),
  ];
}

/** Every span holds a thousand entries, and none is found. */
function asksAmong(directory: Directory, steps: Steps<unknown>): readonly Ask[] {
  const asks: Ask[] = [];
  for (let step = steps.next(); step.done !== true; step = steps.next(replyTo(step.value, directory))) {
    if (step.value.ask !== 'directory') asks.push(step.value);
  }
  return asks;
}

function replyTo(asked: Ask, directory: Directory): Reply {
  if (asked.ask === 'directory') return directory.segments(asked.dimension);
  if (asked.ask === 'counts') return asked.spans.map(() => 1_000);
  return asked.ask === 'gatherCount' ? 10_000 : [];
}
