/**
 * Cuts bytes that arrive in pieces into lines, each with its number and the offset of its first byte. A line is cut
 * where its line feed stands, so no encoding that keeps line feeds is looked at; a carriage return before it is no
 * part of the line. A line that is too long is told as such and never held: what arrives of it is dropped.
 * Called for streams of orders and for the files of imports.
 */

/** `bytes` null: the line was longer than allowed. */
export type TextLine = { line: number; offset: number; bytes: Buffer | null };

export type LineBounds = { bytesMax: number; firstLine?: number };

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export class LineSplitter {
  readonly #bytesMax: number;
  #line: number;
  /** Of the first byte that is not part of a finished line. */
  #offset = 0;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #isTooLong = false;

  constructor({ bytesMax, firstLine = 1 }: LineBounds) {
    this.#bytesMax = bytesMax;
    this.#line = firstLine;
  }

  /** The lines that this piece ends. */
  push(piece: Buffer): TextLine[] {
    const lines: TextLine[] = [];
    let from = 0;
    for (let end = piece.indexOf(LINE_FEED); end !== -1; end = piece.indexOf(LINE_FEED, from)) {
      this.#hold(piece.subarray(from, end));
      lines.push(this.#take(1));
      from = end + 1;
    }
    this.#hold(piece.subarray(from));
    return lines;
  }

  /** What stands behind the last line feed; null when nothing does. */
  end(): TextLine | null {
    return this.#heldBytes === 0 && !this.#isTooLong ? null : this.#take(0);
  }

  #hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > this.#bytesMax) {
      this.#isTooLong = true;
      this.#held = [];
    } else this.#held.push(bytes);
  }

  #take(feedBytes: number): TextLine {
    const [only] = this.#held;
    const whole = this.#held.length === 1 && only !== undefined ? only : Buffer.concat(this.#held);
    const bytes = this.#isTooLong ? null : whole.at(-1) === CARRIAGE_RETURN ? whole.subarray(0, -1) : whole;
    const taken = { line: this.#line, offset: this.#offset, bytes };
    this.#line += 1;
    this.#offset += this.#heldBytes + feedBytes;
    this.#held = [];
    this.#heldBytes = 0;
    this.#isTooLong = false;
    return taken;
  }
}
