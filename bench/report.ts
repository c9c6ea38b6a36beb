/**
 * The figures as a page: a table for every phase with medians and their least and greatest, the ratio to the floor,
 * and the ratios that are asked for. Markdown, as bench/results/ and docs/ hold it.
 * Pure; called by bench.ts.
 */
import { cpus } from 'node:os';
import type { Figure, Phase, Results } from './compare.ts';

const FLOOR = 'floor';
const KIND_TEXTS = { insert: 'new keys', update: 'all updates', repeat: 'the same again' } as const;

export function titleOf({ kind, perBody, connections }: Phase): string {
  const orders = perBody === 1 ? '1 order' : `${perBody} orders`;
  const lanes = connections === 1 ? '1 connection' : `${connections} connections`;
  return `${orders} a request, ${lanes}, ${KIND_TEXTS[kind]}`;
}

/** Null where either has no figure. */
export function ratioToFloor(results: Results, phase: Phase, name: string): number | null {
  const told = results.figures.get(phase);
  const own = told?.get(name);
  const floor = told?.get(FLOOR);
  if (own === undefined || floor === undefined) return null;
  return median(own.map(rate)) / median(floor.map(rate));
}

export function reportOf(driver: string, results: Results, run: { rounds: number; orders: number }): string {
  const machine = `${cpus().length} cores, Node ${process.versions.node}, ${run.orders} orders a phase, ${run.rounds} rounds`;
  return [
    `## ${driver}`,
    '',
    `${machine}. Medians with the least and the greatest of the rounds.`,
    '',
    ...[...results.figures].flatMap(([phase, told]) => (told.size === 0 ? [] : phaseLines(results, phase, told))),
    `Peak memory: ${[...results.peaks].map(([name, peaks]) => `${name} ${Math.round(median(peaks))} MB`).join(', ')}.`,
    '',
  ].join('\n');
}

function phaseLines(results: Results, phase: Phase, told: ReadonlyMap<string, readonly Figure[]>): string[] {
  return [
    `### ${titleOf(phase)}`,
    '',
    '| contestant | orders/s (least to greatest) | of the floor | p50 ms | p99 ms | p99.9 ms | CPU µs an order | loop held ms |',
    '|---|---|---|---|---|---|---|---|',
    ...[...told].map(([name, figures]) => {
      const rates = figures.map(rate);
      const ratio = ratioToFloor(results, phase, name);
      const cells = [
        name,
        `${whole(median(rates))} (${whole(Math.min(...rates))} to ${whole(Math.max(...rates))})`,
        ratio === null ? '' : ratio.toFixed(2),
        ...(['p50', 'p99', 'p999'] as const).map((of) => median(figures.map((figure) => figure[of])).toFixed(1)),
        toldMedian(figures.map(({ cpuMicros }) => cpuMicros)),
        toldMedian(figures.map(({ heldMs }) => heldMs)),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
    '',
  ];
}

function toldMedian(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? 'not told' : whole(median(known));
}

export function rate({ ordersPerSecond }: Figure): number {
  return ordersPerSecond;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function whole(value: number): string {
  return String(Math.round(value));
}
