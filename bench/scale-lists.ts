/**
 * How long pages of lists take at a size, beside the same pages of a database of the first size: both asked in turns,
 * so that what slows the machine slows both. Every filter has a measurement of its own (lists.ts); these are the ones
 * that need no orders but those of the load. Used by scale.ts.
 */
import { ARRAY, KEYED, NATIVE } from './ours.ts';
import { median } from './report.ts';

const ASKS = 15;
const PAGE = 100;
/** The load names its orders after how many there were before them: this one is at every size. */
const KNOWN = 'BENCH-from-0-4321';

export type Listed = { port: number; stored: number };
type Ask = { name: string; headers: Readonly<Record<string, string>>; pathOf(stored: number): string };

const LISTS: readonly Ask[] = [
  { name: 'the newest', ...ARRAY, pathOf: () => '/shipstation/orders?pageSize=100&sortDir=DESC' },
  { name: 'the middle', ...ARRAY, pathOf: (of) => `/shipstation/orders?pageSize=100&page=${middle(of)}` },
  { name: 'a number', ...ARRAY, pathOf: () => `/shipstation/orders?orderNumber=${KNOWN}` },
  { name: 'native, the first', ...NATIVE, pathOf: () => `/v1/orders?limit=${PAGE}` },
  { name: 'native, a search', ...NATIVE, pathOf: () => `/v1/orders?limit=${PAGE}&q=${KNOWN}` },
  { name: 'keyed, the middle', ...KEYED, pathOf: (of) => `/centra/orders?limit=${PAGE}&offset=${middle(of) * PAGE}` },
];

export type Answered = { name: string; firstMs: number; grownMs: number };

/** Medians, in milliseconds. */
export async function askBoth(first: Listed, grown: Listed): Promise<readonly Answered[]> {
  const answered: Answered[] = [];
  for (const ask of LISTS) {
    const times: { firstMs: number; grownMs: number }[] = [];
    for (let turn = 0; turn < ASKS; turn++) {
      times.push({ firstMs: await timeOf(ask, first), grownMs: await timeOf(ask, grown) });
    }
    const [firstMs, grownMs] = [median(times.map((one) => one.firstMs)), median(times.map((one) => one.grownMs))];
    answered.push({ name: ask.name, firstMs, grownMs });
  }
  return answered;
}

function middle(stored: number): number {
  return Math.floor(stored / 2 / PAGE);
}

async function timeOf({ name, headers, pathOf }: Ask, { port, stored }: Listed): Promise<number> {
  const began = performance.now();
  const answer = await fetch(`http://127.0.0.1:${port}${pathOf(stored)}`, { headers });
  const text = await answer.text();
  const ms = performance.now() - began;
  if (answer.status !== 200 || !text.includes('Harbor')) {
    throw new Error(`${name}: ${answer.status} ${text.slice(0, 300)}`);
  }
  return ms;
}
