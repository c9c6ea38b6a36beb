/**
 * Puts contestants side by side: every round each takes a turn on an empty database, in an order drawn anew, because
 * only ratios of one run mean something on a shared machine. In a turn it walks the phases; what it stored is counted
 * after each. Prints nothing but progress; report.ts tells the figures. Called by bench.ts.
 */
import type { Contestant, Kind, Running } from './contestant.ts';
import { bodiesOf, type LoadResult, runLoad } from './load.ts';
import { cpuSeconds, peakMegabytes, untilIdle } from './processes.ts';

export type Phase = { kind: Kind; perBody: number; connections: number /** Of the run's orders. */; share: number };

export const PHASES: readonly Phase[] = [
  { kind: 'insert', perBody: 100, connections: 4, share: 1 },
  { kind: 'update', perBody: 100, connections: 4, share: 1 },
  { kind: 'repeat', perBody: 100, connections: 4, share: 1 },
  { kind: 'insert', perBody: 1, connections: 32, share: 0.4 },
  { kind: 'update', perBody: 1, connections: 32, share: 0.4 },
  { kind: 'insert', perBody: 1, connections: 1, share: 0.1 },
  { kind: 'insert', perBody: 1, connections: 64, share: 0.4 },
  { kind: 'insert', perBody: 10, connections: 8, share: 0.5 },
  { kind: 'insert', perBody: 1_000, connections: 4, share: 1 },
];

export type Figure = {
  ordersPerSecond: number;
  /** Of a request, milliseconds. */
  p50: number;
  p99: number;
  p999: number;
  cpuMicros: number | null;
  /** Longest hold of the event loop, ms; null where the contestant does not tell. */
  heldMs: number | null;
};
/** Figures by phase and contestant, one a round; peak memory in MB by contestant. */
export type Results = {
  figures: ReadonlyMap<Phase, ReadonlyMap<string, readonly Figure[]>>;
  peaks: ReadonlyMap<string, readonly number[]>;
};
export type Plan = { contestants: readonly Contestant[]; phases: readonly Phase[]; rounds: number; orders: number };

/**
 * Compiled code and warm caches before the clock starts: V8 goes on compiling for some 30,000 orders, three seconds of a
 * server's life. Then in the shape of each phase, for what many orders in a request have made hot is not what single
 * ones need.
 */
const WARM_UP_ORDERS = 30_000;
const WARM_UP_OF_PHASE = 15_000;
/** A short run is for trying, not for figures. */
const WARM_UP_SHARE_MAX = 2;
const USUAL = { perBody: 100, connections: 4 };

export async function compare(plan: Plan): Promise<Results> {
  const figures = new Map<Phase, Map<string, Figure[]>>(plan.phases.map((phase) => [phase, new Map()]));
  const peaks = new Map<string, number[]>();
  for (let round = 1; round <= plan.rounds; round++) {
    for (const contestant of shuffled(plan.contestants)) {
      process.stderr.write(`round ${round} of ${plan.rounds}: ${contestant.name}\n`);
      const { told, peak } = await takeTurn(contestant, plan);
      for (const [phase, figure] of told) add(figures.get(phase) as Map<string, Figure[]>, contestant.name, figure);
      if (peak !== null) add(peaks, contestant.name, peak);
    }
  }
  return { figures, peaks };
}

async function takeTurn(contestant: Contestant, { phases, orders }: Plan) {
  const running = await contestant.start();
  try {
    const told = new Map<Phase, Figure>();
    let expected = await warm(running, {
      run: 'warm',
      count: Math.min(WARM_UP_ORDERS, WARM_UP_SHARE_MAX * orders),
      phase: USUAL,
    });
    for (const [index, phase] of phases.entries()) {
      if (phase.perBody > contestant.perBodyMax || !contestant.kinds.includes(phase.kind)) continue;
      const count = Math.max(phase.perBody, Math.round(orders * phase.share));
      if (phase.kind === 'insert') {
        const warmUp = Math.min(WARM_UP_OF_PHASE, WARM_UP_SHARE_MAX * count);
        expected += await warm(running, { run: `warm-${index}`, count: warmUp, phase });
      }
      // What was put off, such as the lists, is not the next phase's.
      await untilIdle(running.pids());
      await heldMs(running);
      const cpuBefore = cpuSeconds(running.pids());
      const result = await load(running, { ...keysOf(phases, index), count, phase });
      const cost = { count, cpuBefore, cpuAfter: cpuSeconds(running.pids()), heldMs: await heldMs(running) };
      told.set(phase, figureOf(result, cost));
      if (phase.kind === 'insert') expected += count;
      const stored = await running.countOrders();
      if (stored !== expected) throw new Error(`${contestant.name} holds ${stored} orders, not ${expected}`);
    }
    return { told, peak: peakMegabytes(running.pids()) };
  } finally {
    await running.stop();
  }
}

/** How many orders it took in. */
async function warm(running: Running, warming: Omit<Load, 'revision'>): Promise<number> {
  await load(running, { ...warming, revision: 0 });
  return warming.count;
}

/** Updates and repeats are of the orders that the insert before them of the same shape made. */
function keysOf(phases: readonly Phase[], index: number): { run: string; revision: number } {
  const { kind, perBody, connections } = phases[index] as Phase;
  const run = `${perBody}x${connections}`;
  if (kind === 'insert') return { run, revision: 0 };
  return { run, revision: 1 };
}

type Load = {
  run: string;
  count: number;
  revision: number;
  phase: Pick<Phase, 'perBody' | 'connections'>;
};

/** Connections are shared out among the nodes; each takes every so manyth body. */
async function load(running: Running, { run, count, revision, phase }: Load): Promise<LoadResult> {
  const { ports, path, headers, isRight } = running;
  const bodies = bodiesOf(run, { count, perBody: phase.perBody, revision }, running.bodyOf);
  const connections = Math.max(1, Math.floor(phase.connections / ports.length));
  const results = await Promise.all(
    ports.map((port, node) => {
      const own = bodies.filter((_, index) => index % ports.length === node);
      return runLoad({ port, path, headers, isRight, bodies: own, connections });
    }),
  );
  const latencies = results.flatMap(({ latenciesMs }) => [...latenciesMs]);
  return {
    seconds: Math.max(...results.map(({ seconds }) => seconds)),
    latenciesMs: Float64Array.from(latencies).sort(),
  };
}

type Cost = { count: number; cpuBefore: number | null; cpuAfter: number | null; heldMs: number | null };

function figureOf({ seconds, latenciesMs }: LoadResult, { count, cpuBefore, cpuAfter, heldMs }: Cost): Figure {
  const at = (share: number) => latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))];
  const cpuMicros = cpuBefore === null || cpuAfter === null ? null : ((cpuAfter - cpuBefore) / count) * 1e6;
  const [p50 = 0, p99 = 0, p999 = 0] = [at(0.5), at(0.99), at(0.999)];
  return { ordersPerSecond: count / seconds, p50, p99, p999, cpuMicros, heldMs };
}

/** Since it was asked before. Only our own servers have the page. */
async function heldMs({ ports, hasMetrics }: Running): Promise<number | null> {
  if (hasMetrics !== true) return null;
  const pages = await Promise.all(ports.map(async (port) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()));
  const held = pages.map((page) => Number(/event_loop_held_seconds\{quantile="1"\} (\S+)/.exec(page)?.[1]) * 1000);
  return Math.max(...held);
}

function add<T>(map: Map<string, T[]>, name: string, value: T): void {
  const known = map.get(name);
  if (known === undefined) map.set(name, [value]);
  else known.push(value);
}

function shuffled<T>(values: readonly T[]): readonly T[] {
  return values
    .map((value) => ({ value, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
