/**
 * The lines of a stream that were taken from their source and are not acknowledged yet: what is sent again when the
 * connection breaks, and no more of it than fits the window. Lines travel in pieces of many whole lines.
 * Used by stream.ts; knows nothing of orders or of HTTP.
 */

/** Whole lines, each with its end, in parts that make them up; `lastLine` is the number of the last one. */
export type Piece = { firstLine: number; lastLine: number; parts: readonly Uint8Array<ArrayBuffer>[] };

export function bytesOf({ parts }: Piece): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** Enough to keep the server busy while answers travel; what a client holds at most, and one piece. */
const WINDOW_BYTES = 4 * 1024 * 1024;

export class LineWindow {
  readonly #source: AsyncIterator<Piece>;
  #pieces: Piece[] = [];
  #bytes = 0;
  #isSourceDone = false;
  /** What the source has thrown: then no try can go on. */
  #failure: { error: unknown } | undefined;
  /** Of the source; kept, so that a piece that comes after a cut is not lost. */
  #filling: Promise<void> | undefined;
  /** Those who wait for room. */
  #waiting: (() => void)[] = [];
  #lastLine: number;
  #decoded: { piece: Piece; lines: readonly string[] } | undefined;

  constructor(source: AsyncIterator<Piece>, firstLine: number) {
    this.#source = source;
    this.#lastLine = firstLine - 1;
  }

  /** Nothing is left to be sent or acknowledged. */
  get isDone(): boolean {
    return this.#isSourceDone && this.#pieces.length === 0;
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  /** The first line that is not acknowledged, or the next one to come. */
  get firstLine(): number {
    return this.#pieces[0]?.firstLine ?? this.#lastLine + 1;
  }

  /** The piece behind a line: one of the window, or the source's next; null at its end. Waits while the window is full. */
  async after(line: number): Promise<Piece | null> {
    for (;;) {
      const held = this.#pieces.find(({ firstLine }) => firstLine > line);
      if (held !== undefined) return held;
      this.throwIfFailed();
      if (this.#isSourceDone) return null;
      if (this.#bytes >= WINDOW_BYTES) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      else await this.#fill();
    }
  }

  /** A line that is not acknowledged, as it is sent; empty when it is none. */
  textOf(line: number): string {
    const piece = this.#pieces.find(({ firstLine, lastLine }) => firstLine <= line && line <= lastLine);
    if (piece === undefined) return '';
    // Refused lines often come together.
    if (this.#decoded?.piece !== piece) {
      const decoder = new TextDecoder();
      const text = piece.parts.map((part) => decoder.decode(part, { stream: true })).join('');
      this.#decoded = { piece, lines: text.split('\n') };
    }
    return this.#decoded.lines[line - piece.firstLine] ?? '';
  }

  /** All up to this line is the server's. */
  acknowledge(line: number): void {
    const [first] = this.#pieces;
    if (first === undefined || first.lastLine > line) return;
    this.#pieces = this.#pieces.filter(({ lastLine }) => lastLine > line);
    this.#decoded = undefined;
    this.#bytes = this.#pieces.reduce((sum, piece) => sum + bytesOf(piece), 0);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }

  #fill(): Promise<void> {
    this.#filling ??= this.#take().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling;
  }

  async #take(): Promise<void> {
    try {
      const { done, value } = await this.#source.next();
      this.#isSourceDone = done === true;
      if (done === true) return;
      this.#pieces.push(value);
      this.#bytes += bytesOf(value);
      this.#lastLine = value.lastLine;
    } catch (error) {
      this.#failure = { error };
    }
  }
}
