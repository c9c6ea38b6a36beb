/**
 * How far an import has come, for whoever looks: a bar with rate, ETA and counts on a terminal, else a plain line now
 * and then, both on standard error. Standard output is for results.
 * Used by the commands that take long.
 */
import { SingleBar } from 'cli-progress';

export type Counts = { created: number; replaced: number; kept: number; refused: number };
export type Progress = {
  /** Bytes of the file that were read, and what has become of its lines. */
  update(bytes: number, counts: Counts): void;
  end(): void;
};

const PLAIN_LINE_MS = 10_000;
/** What bars look like here. */
export const BAR = {
  barCompleteChar: '█',
  barIncompleteChar: '░',
  barsize: 20,
  fps: 5,
  hideCursor: true,
} as const;

/** `before`: what runs that were cut have counted; the rate is this one's alone. */
export function showProgress(bytesTotal: number, { stream, isTerminal }: ProgressPlace, before: Counts): Progress {
  const startedAt = performance.now();
  const rateOf = (counts: Counts) =>
    Math.round(((sumOf(counts) - sumOf(before)) * 1_000) / Math.max(1, performance.now() - startedAt));
  return isTerminal ? showBar(bytesTotal, rateOf, stream) : showLines(bytesTotal, rateOf, stream);
}

export type ProgressPlace = { stream: NodeJS.WritableStream; isTerminal: boolean };
type RateOf = (counts: Counts) => number;

function showBar(bytesTotal: number, rateOf: RateOf, stream: NodeJS.WritableStream): Progress {
  const none = { created: 0, replaced: 0, kept: 0, refused: 0 };
  const bar = new SingleBar({
    format:
      '{bar} {percentage}%  {rate}/s  {left}  created {created}  replaced {replaced}  kept {kept}  refused {refused}',
    ...BAR,
    stream,
  });
  const startedAt = performance.now();
  bar.start(Math.max(1, bytesTotal), 0, { rate: 0, left: '', ...none });
  return {
    update(bytes, counts) {
      const left = leftText(bytesTotal - bytes, (bytes * 1_000) / Math.max(1, performance.now() - startedAt));
      bar.update(bytes, { rate: rateOf(counts), left, ...counts });
    },
    end: () => bar.stop(),
  };
}

function showLines(bytesTotal: number, rateOf: RateOf, stream: NodeJS.WritableStream): Progress {
  let toldAt = performance.now();
  return {
    update(bytes, counts) {
      if (performance.now() - toldAt < PLAIN_LINE_MS) return;
      toldAt = performance.now();
      const percent = bytesTotal === 0 ? 100 : Math.floor((bytes * 100) / bytesTotal);
      stream.write(`${percent}%, ${rateOf(counts)}/s, ${countsText(counts)}\n`);
    },
    end: () => undefined,
  };
}

/** `ETA 1m 20s`; nothing while nobody can tell, and at the end. */
export function leftText(left: number, perSecond: number): string {
  if (perSecond === 0 || left <= 0) return '';
  const seconds = Math.ceil(left / perSecond);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const told = parts.map((part, index) => (part > 0 ? `${part}${'hms'.charAt(index)}` : ''));
  return `ETA ${told.filter((part) => part !== '').join(' ')}`;
}

export function sumOf({ created, replaced, kept, refused }: Counts): number {
  return created + replaced + kept + refused;
}

/** `created 3, refused 1`: what there is of. */
export function countsText(counts: Counts): string {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  return told.map(([outcome, count]) => `${outcome} ${count}`).join(', ') || 'nothing yet';
}
