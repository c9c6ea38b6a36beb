/**
 * Gathers the lines of a stream into slices, each to be taken in as one batch. A slice ends after so many lines, at a
 * line number that the bound divides, so that lines that are sent again fall into the same slices; it ends before
 * that when it has grown large, and when nothing more comes for a moment: nobody waits for a slice to fill.
 * It ends with the input, or when it is told to stop. Used by stream.ts.
 */
import { type LineBounds, LineSplitter, type TextLine } from '../../core/feed/split-lines.ts';

export type SliceBounds = LineBounds & {
  linesMax: number;
  /** A slice that has grown to it is closed. */
  sliceBytesMax: number;
  /** How long a slice that is not full waits for more. */
  momentMs: number;
};

type Slice = readonly TextLine[];

export class SliceReader implements AsyncIterator<Slice, undefined> {
  readonly #pieces: AsyncIterator<Buffer>;
  readonly #bounds: SliceBounds;
  readonly #stop: AbortSignal;
  readonly #splitter: LineSplitter;
  readonly #full: Slice[] = [];
  #lines: TextLine[] = [];
  #bytes = 0;
  /** The next piece: not asked for, on its way, or here. */
  #piece: 'unasked' | 'asked' | { done: boolean; value: Buffer | undefined } | { failed: unknown } = 'unasked';
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(input: AsyncIterable<Buffer>, bounds: SliceBounds, stop: AbortSignal) {
    this.#pieces = input[Symbol.asyncIterator]();
    this.#bounds = bounds;
    this.#stop = stop;
    this.#splitter = new LineSplitter(bounds);
    stop.addEventListener('abort', this.#onStop);
  }

  /** Never empty; lines of nothing but blanks are in none. */
  async next(): Promise<IteratorResult<Slice, undefined>> {
    for (;;) {
      const slice = this.#full.shift();
      if (slice !== undefined) return { done: false, value: slice };
      if (this.#stop.aborted) this.#end();
      if (this.#isOver) return { done: true, value: undefined };
      await this.#step();
    }
  }

  async return(): Promise<IteratorResult<Slice, undefined>> {
    this.#end();
    return { done: true, value: undefined };
  }

  async #step(): Promise<void> {
    if (this.#piece === 'unasked') this.#ask();
    if (this.#piece === 'asked') await this.#wait();
    const piece = this.#piece;
    if (typeof piece === 'string') {
      this.#close();
      return;
    }
    this.#piece = 'unasked';
    if ('failed' in piece) {
      this.#end();
      throw piece.failed;
    }
    if (piece.value !== undefined) for (const line of this.#splitter.push(piece.value)) this.#add(line);
    if (!piece.done) return;
    const last = this.#splitter.end();
    if (last !== null) this.#add(last);
    this.#close();
    this.#end();
  }

  #ask(): void {
    this.#piece = 'asked';
    this.#pieces.next().then(
      ({ done = false, value }) => this.#arrive({ done, value }),
      (failed: unknown) => this.#arrive({ failed }),
    );
  }

  #arrive(piece: { done: boolean; value: Buffer | undefined } | { failed: unknown }): void {
    this.#piece = piece;
    this.#wake();
  }

  /** Until the piece is here, a moment has passed with lines that wait, or somebody stops it. */
  #wait(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#lines.length === 0 ? undefined : setTimeout(resolve, this.#bounds.momentMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #add(line: TextLine): void {
    const { linesMax, sliceBytesMax } = this.#bounds;
    if (line.bytes === null || !isBlank(line.bytes)) this.#lines.push(line);
    this.#bytes += line.bytes?.length ?? 0;
    if (line.line % linesMax === 0 || this.#bytes >= sliceBytesMax) this.#close();
  }

  #close(): void {
    if (this.#lines.length > 0) this.#full.push(this.#lines);
    this.#lines = [];
    this.#bytes = 0;
  }

  #onStop = () => {
    this.#close();
    this.#wake();
  };

  #end(): void {
    this.#isOver = true;
    this.#stop.removeEventListener('abort', this.#onStop);
    this.#wake();
  }
}

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x09) return false;
  return true;
}
