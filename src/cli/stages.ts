/**
 * How far an import goes that the server does by itself: the file is sent, its rows are checked, then taken in. A bar
 * for each stage on a terminal, elsewhere a plain line now and then, both on standard error.
 * Used by import-file.ts and imports.ts.
 */
import { SingleBar } from 'cli-progress';
import type { Import } from '../../sdk/src/index.ts';
import { BAR, type Counts, countsText, leftText, type ProgressPlace, sumOf } from './progress.ts';

export type Stage =
  | { name: 'sending'; done: number; total: number }
  /** How many rows there are is known at its end. */
  | { name: 'checking'; done: number; refused: number }
  | { name: 'taking in'; done: number; total: number; counts: Counts }
  | { name: 'undoing'; done: number; total: number };
export type Stages = { update(stage: Stage): void; end(): void };

const PLAIN_LINE_MS = 10_000;
const FORMATS: Readonly<Record<Stage['name'], string>> = {
  sending: 'sending   {bar} {percentage}%  {left}',
  checking: 'checking  {value} rows  {rate}/s  {told}',
  'taking in': 'taking in {bar} {percentage}%  {rate}/s  {left}  {told}',
  undoing: 'undoing   {bar} {percentage}%  {rate}/s  {left}',
};

/** Where an import stands, as the server tells it. */
export function stageOf({ state, validation, progress, undo }: Import): Stage | null {
  if (state === 'validating' || state === 'validated') {
    const { rows = 0, counts } = validation ?? {};
    return { name: 'checking', done: rows, refused: counts?.refused ?? 0 };
  }
  if (state === 'undoing' || state === 'undone') {
    const { deleted = 0, restored = 0, refused = 0 } = undo ?? {};
    const { created, replaced } = progress.counts;
    return { name: 'undoing', done: deleted + restored + refused, total: created + replaced };
  }
  const { rows: done, counts } = progress;
  return state === 'failed' ? null : { name: 'taking in', done, total: validation?.rows ?? done, counts };
}

export function showStages({ stream, isTerminal }: ProgressPlace): Stages {
  return isTerminal ? new StageBars(stream) : new StageLines(stream);
}

/** Rows a second since the stage began here, also when it had begun before. */
class Rate {
  readonly #startedAt = performance.now();
  readonly #from: number;

  constructor(from: number) {
    this.#from = from;
  }

  of(done: number): number {
    return Math.round(((done - this.#from) * 1_000) / Math.max(1, performance.now() - this.#startedAt));
  }
}

class StageBars implements Stages {
  readonly #stream: NodeJS.WritableStream;
  #shown: { name: Stage['name']; bar: SingleBar; rate: Rate } | null = null;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
  }

  update(stage: Stage): void {
    if (this.#shown?.name !== stage.name) this.#begin(stage);
    if (this.#shown === null) return;
    const { bar, rate } = this.#shown;
    bar.setTotal(Math.max(1, totalOf(stage)));
    const pace = rate.of(stage.done);
    bar.update(stage.done, { rate: pace, left: leftText(totalOf(stage) - stage.done, pace), told: toldOf(stage) });
  }

  end(): void {
    this.#shown?.bar.stop();
    this.#shown = null;
  }

  #begin(stage: Stage): void {
    this.end();
    const bar = new SingleBar({ ...BAR, format: FORMATS[stage.name], stream: this.#stream });
    bar.start(Math.max(1, totalOf(stage)), stage.done, { rate: 0, left: '', told: toldOf(stage) });
    this.#shown = { name: stage.name, bar, rate: new Rate(stage.done) };
  }
}

class StageLines implements Stages {
  readonly #stream: NodeJS.WritableStream;
  #toldAt = performance.now();
  #rate: { name: Stage['name']; rate: Rate } | null = null;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
  }

  update(stage: Stage): void {
    if (this.#rate?.name !== stage.name) this.#rate = { name: stage.name, rate: new Rate(stage.done) };
    if (performance.now() - this.#toldAt < PLAIN_LINE_MS) return;
    this.#toldAt = performance.now();
    const far =
      'total' in stage ? `${Math.floor((stage.done * 100) / Math.max(1, stage.total))}%` : `${stage.done} rows`;
    const told = [`${stage.name} ${far}`, `${this.#rate.rate.of(stage.done)}/s`, toldOf(stage)];
    this.#stream.write(`${told.filter((part) => part !== '').join(', ')}\n`);
  }

  end(): void {
    this.#rate = null;
  }
}

function totalOf(stage: Stage): number {
  return 'total' in stage ? stage.total : stage.done;
}

function toldOf(stage: Stage): string {
  if (stage.name === 'checking') return stage.refused === 0 ? '' : `${stage.refused} would be refused`;
  if (stage.name !== 'taking in') return '';
  return sumOf(stage.counts) === 0 ? '' : countsText(stage.counts);
}
