/**
 * What the smoke run must know of each wire: which answers to expect for a seed, and how its orders are read back.
 * Whatever is wrong becomes a line of text; nothing is thrown, so that a run tells all that is wrong at once.
 * Used by scripts/smoke.ts. A wire without an entry here is served but not smoked.
 */
import { momentFromText } from '../../src/core/time.ts';
import { fieldsLost, shapesApart } from './compare.ts';
import type { Seed } from './seeds.ts';

type Entry = Record<string, unknown>;

export type Wire = {
  /** Order ids of the answer, and what is wrong with it. */
  judgeAnswer(seed: Seed, answer: unknown): { orderIds: number[]; refusals: string[]; problems: string[] };
  /** Lists every order. */
  listPath: string;
  /** Ids of the orders in a list. */
  listedIds(list: unknown): number[];
  /** Fields of the seed's orders that the list has lost. */
  judgeList(seed: Seed, list: unknown, orderIds: readonly number[]): string[];
};

/** The page prints it where an order should stand. */
function isPlaceholder(order: unknown): boolean {
  return JSON.stringify(order) === '{"...":"..."}';
}

const shipstation: Wire = {
  judgeAnswer({ body, answer: printed }, answer) {
    const { hasErrors, results = [] } = answer as { hasErrors?: boolean; results?: Entry[] };
    const sent = body as Entry[];
    const echoes = sent.map(({ orderNumber, orderKey }) => ({
      orderNumber,
      orderKey,
      success: true,
      errorMessage: null,
    }));
    return {
      orderIds: results.map(({ orderId }) => Number(orderId)),
      refusals: [],
      problems: [
        ...shapesApart(printed, answer),
        ...fieldsLost({ hasErrors: false, results: echoes }, { hasErrors, results }),
      ],
    };
  },
  listPath: '/orders?pageSize=500',
  listedIds: (list) => ordersOf(list).map(({ orderId }) => Number(orderId)),
  judgeList({ body }, list, orderIds) {
    const orders = ordersOf(list);
    return (body as Entry[]).flatMap((sent, index) => {
      const found = orders.find(({ orderId }) => orderId === orderIds[index]);
      return fieldsLost(sent, found, isSamePacific)
        .filter((line) => !OWN_ID.test(line))
        .map((line) => `/${index}${line}`);
    });
  },
};

/** Observed: the server answers customers and products by ids of its own, and none for an adjustment line (quirk 23). */
const OWN_ID =
  /^\/(?:customerId: sent \d+, found [1-9]\d*|items\/0\/productId: sent \d+, found [1-9]\d*|items\/1\/productId: sent \d+, found null)$/;

/** A time with an offset comes back as the wall time it is in Pacific time. */
function isSamePacific(sent: unknown, found: unknown): boolean {
  if (typeof sent !== 'string' || typeof found !== 'string' || !sent.endsWith('Z')) return false;
  return momentFromText(found, 'America/Los_Angeles')?.at === Date.parse(sent);
}

const centra: Wire = {
  judgeAnswer({ body, answer: printed }, answer) {
    const entries = Object.entries(body as Entry);
    const told = answer as Record<string, { status?: string; orders?: number[]; msg?: string }>;
    const judged = entries.map(([name, order]) =>
      judgeNamed(name, { order, told: told[name], printed: (printed as Entry)[name] }),
    );
    const names = Object.keys(told).join();
    const sentNames = entries.map(([name]) => name).join();
    return {
      orderIds: entries.flatMap(([name]) => told[name]?.orders ?? []),
      refusals: entries.flatMap(([name]) => (told[name]?.status === 'no' ? [`${name}: ${told[name].msg}`] : [])),
      problems: [...judged.flat(), ...(names === sentNames ? [] : [`expected the names ${sentNames}, found ${names}`])],
    };
  },
  listPath: '/orders?limit=500&include=request',
  listedIds: (list) => ordersOf(list).map(({ orderId }) => Number(orderId)),
  judgeList({ body }, list, orderIds) {
    const sent = Object.values(body as Entry).filter((order) => !isPlaceholder(order));
    return sent.flatMap((order, index) => {
      const found = ordersOf(list).find(({ orderId }) => orderId === String(orderIds[index]));
      return fieldsLost(order, found?.request).map((line) => `/${index}${line}`);
    });
  },
};

type Named = { order: unknown; told: Entry | undefined; printed: unknown };

function judgeNamed(name: string, { order, told, printed }: Named): string[] {
  if (!isPlaceholder(order)) return shapesApart(printed, told, `/${name}`);
  return told?.status === 'no' && typeof told.msg === 'string'
    ? []
    : [`/${name}: expected a placeholder to be refused`];
}

function ordersOf(list: unknown): Entry[] {
  const { orders } = list as { orders?: Entry[] };
  return orders ?? [];
}

/** By the dialect's name. */
export const wires: Readonly<Record<string, Wire>> = { shipstation, centra };
