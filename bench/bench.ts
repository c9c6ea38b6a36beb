/**
 * `npm run bench`: our server beside the floor in one run on this machine, because only ratios of one run mean
 * something on a shared machine. Contestants take turns in random order, every turn on an empty database; medians are
 * told with their least and greatest. The row count is checked after every turn.
 * Writes bench/results/latest.md and prints the same. Options: --rounds N (default 5), --orders N (default
 * 20000), --driver postgres (postgres.ts).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Contestant, type ContestantName, startContestant } from './contestants.ts';
import { arrayBodies, type LoadResult, runLoad } from './load.ts';

type Phase = { name: string; perBody: number; connections: number; share: number; isUpdate: boolean };
type Figure = { ordersPerSecond: number; p50: number; p99: number; cpuMicros: number | null };

const NAMES: readonly ContestantName[] = ['ours', 'floor'];
const PHASES: readonly Phase[] = [
  { name: '100 orders a request, 4 connections, new keys', perBody: 100, connections: 4, share: 1, isUpdate: false },
  { name: '100 orders a request, 4 connections, all updates', perBody: 100, connections: 4, share: 1, isUpdate: true },
  { name: '1 order a request, 32 connections, new keys', perBody: 1, connections: 32, share: 0.4, isUpdate: false },
];
const WARM_UP_ORDERS = 2_000;

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, orders: { type: 'string' }, driver: { type: 'string' } },
});
if (values.driver === 'postgres') {
  await import('./postgres.ts');
  process.exit();
}
const rounds = Number(values.rounds ?? 5);
const orders = Number(values.orders ?? 20_000);
const figures = new Map<string, Figure[]>();
const peaks = new Map<ContestantName, number[]>();

for (let round = 1; round <= rounds; round++) {
  for (const name of shuffled(NAMES)) {
    process.stderr.write(`round ${round} of ${rounds}: ${name}\n`);
    await takeTurn(name, round);
  }
}
const report = reportOf();
process.stdout.write(report);
const folder = join(import.meta.dirname, 'results');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'latest.md'), report);

async function takeTurn(name: ContestantName, round: number): Promise<void> {
  const contestant = await startContestant(name);
  try {
    const run = `r${round}${name}`;
    await load(contestant, arrayBodies(`${run}-warm`, WARM_UP_ORDERS, { perBody: 100, revision: 0 }), 4);
    let expected = WARM_UP_ORDERS;
    for (const phase of PHASES) {
      const count = Math.round(orders * phase.share);
      const keys = phase.perBody === 1 ? `${run}-single` : run;
      const bodies = arrayBodies(keys, count, { perBody: phase.perBody, revision: phase.isUpdate ? 1 : 0 });
      const cpuBefore = contestant.cpuSeconds();
      const result = await load(contestant, bodies, phase.connections);
      record(name, phase, figureOf(result, { count, cpuBefore, cpuAfter: contestant.cpuSeconds() }));
      expected += phase.isUpdate ? 0 : count;
      const stored = contestant.countOrders();
      if (stored !== expected)
        throw new Error(`${name} stored ${stored} orders after "${phase.name}", not ${expected}`);
    }
    const peak = contestant.peakMegabytes();
    if (peak !== null) peaks.set(name, [...(peaks.get(name) ?? []), peak]);
  } finally {
    await contestant.stop();
  }
}

function load(contestant: Contestant, bodies: readonly Buffer[], connections: number): Promise<LoadResult> {
  const { port, path, authorization } = contestant;
  return runLoad({ port, path, authorization, bodies, connections });
}

function figureOf(
  result: LoadResult,
  run: { count: number; cpuBefore: number | null; cpuAfter: number | null },
): Figure {
  const at = (share: number) => result.latenciesMs[Math.floor((result.latenciesMs.length - 1) * share)] ?? 0;
  const { count, cpuBefore, cpuAfter } = run;
  const cpuMicros = cpuBefore === null || cpuAfter === null ? null : ((cpuAfter - cpuBefore) / count) * 1e6;
  return { ordersPerSecond: count / result.seconds, p50: at(0.5), p99: at(0.99), cpuMicros };
}

function record(name: ContestantName, phase: Phase, figure: Figure): void {
  const key = `${phase.name} ${name}`;
  figures.set(key, [...(figures.get(key) ?? []), figure]);
}

function reportOf(): string {
  const lines = PHASES.flatMap((phase) => [
    `\n## ${phase.name}\n`,
    '| contestant | orders/s (least to greatest) | p50 ms | p99 ms | CPU µs an order |',
    '|---|---|---|---|---|',
    ...NAMES.map((name) => rowOf(name, figures.get(`${phase.name} ${name}`) ?? [])),
    `\nours / floor, median of ${rounds} rounds: **${ratioOf(phase).toFixed(2)}**`,
  ]);
  const memory = NAMES.map((name) => `${name} ${Math.round(Math.max(0, ...(peaks.get(name) ?? [])))} MB`).join(', ');
  const machine = `${cpus().length} cores, Node ${process.versions.node}, ${orders} orders a phase, ${rounds} rounds`;
  return [`# Benchmark\n\n${machine}.`, ...lines, `\nPeak memory: ${memory}.\n`].join('\n');
}

function rowOf(name: ContestantName, of: readonly Figure[]): string {
  const rates = of.map((figure) => figure.ordersPerSecond);
  const range = `${Math.round(median(rates))} (${Math.round(Math.min(...rates))} to ${Math.round(Math.max(...rates))})`;
  const cpu = of.map((figure) => figure.cpuMicros).filter((micros) => micros !== null);
  const times = [median(of.map((figure) => figure.p50)), median(of.map((figure) => figure.p99))];
  return `| ${name} | ${range} | ${times.map((ms) => ms.toFixed(1)).join(' | ')} | ${cpu.length === 0 ? '?' : Math.round(median(cpu))} |`;
}

/** Of the rounds' own ratios, so that what slows a whole round slows both sides of its ratio. */
function ratioOf(phase: Phase): number {
  const [ours = [], floor = []] = NAMES.map((name) => figures.get(`${phase.name} ${name}`));
  return median(ours.map((figure, round) => figure.ordersPerSecond / (floor[round]?.ordersPerSecond ?? Number.NaN)));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}
