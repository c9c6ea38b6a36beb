/**
 * Cuts a JSON file into the elements of its array, as they arrive: `[…]`, or an object one of whose members is an array
 * (`{"orders": […]}`). Only brackets and quotes are looked at; what an element says is read later, so that a broken one
 * breaks no other as long as its brackets fit.
 * Called by read-file.ts.
 */
import { UnreadableFile } from './source.ts';

/** `text` null: it was longer than allowed. */
export type JsonElement = { line: number; text: string | null };

const [QUOTE, BACKSLASH, COMMA, LINE_FEED] = [0x22, 0x5c, 0x2c, 0x0a];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);

export class ElementSplitter {
  readonly #bytesMax: number;
  #line = 1;
  #depth = 0;
  /** At which depth elements stand: within the array that was found; 0 before. */
  #elementDepth = 0;
  #isText = false;
  #isEscaped = false;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #firstLine = 0;
  #isOver = false;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  push(piece: Buffer): JsonElement[] {
    const elements: JsonElement[] = [];
    let from = 0;
    for (let at = 0; at < piece.length && !this.#isOver; at++) {
      const byte = piece[at] ?? 0;
      const wasInside = this.#isInside();
      const step = this.#step(byte);
      if (wasInside && step === 'end') {
        this.#hold(piece.subarray(from, at));
        const element = this.#take();
        if (element !== null) elements.push(element);
      }
      if (step !== 'more') from = at + 1;
      if (this.#isInside() && this.#firstLine === 0 && !BLANKS.has(byte) && step === 'more') {
        this.#firstLine = this.#line;
        from = at;
      }
      if (byte === LINE_FEED) this.#line += 1;
    }
    if (this.#isInside() && this.#firstLine !== 0) this.#hold(piece.subarray(from));
    return elements;
  }

  /** Throws an UnreadableFile when the array has no end. */
  end(): void {
    if (this.#isOver) return;
    throw new UnreadableFile(
      this.#elementDepth === 0
        ? 'expected a JSON array of orders, or an object with such an array, got something else'
        : 'the JSON array of orders has no end: the file is cut short, or its brackets and quotes do not fit together',
    );
  }

  #isInside(): boolean {
    return this.#elementDepth > 0 && !this.#isOver;
  }

  /** `end`: of an element, by a comma or the array's end; `begin`: the array begins behind this byte. */
  #step(byte: number): 'more' | 'begin' | 'end' {
    if (this.#isText) {
      this.#stepText(byte);
      return 'more';
    }
    if (byte === QUOTE) this.#isText = true;
    else if (OPENING.has(byte)) {
      this.#depth += 1;
      if (this.#elementDepth === 0 && byte === 0x5b && this.#depth <= 2) {
        this.#elementDepth = this.#depth;
        return 'begin';
      }
    } else if (CLOSING.has(byte)) {
      this.#depth -= 1;
      if (this.#elementDepth > 0 && this.#depth < this.#elementDepth) {
        this.#isOver = true;
        return 'end';
      }
    } else if (byte === COMMA && this.#depth === this.#elementDepth && this.#elementDepth > 0) return 'end';
    return 'more';
  }

  #stepText(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) this.#isText = false;
  }

  #hold(bytes: Buffer): void {
    if (this.#firstLine === 0) return;
    this.#heldBytes += bytes.length;
    if (this.#heldBytes <= this.#bytesMax) this.#held.push(bytes);
    else this.#held = [];
  }

  #take(): JsonElement | null {
    const element = {
      line: this.#firstLine,
      text: this.#heldBytes > this.#bytesMax ? null : Buffer.concat(this.#held).toString().trimEnd(),
    };
    const isNothing = this.#firstLine === 0;
    this.#held = [];
    this.#heldBytes = 0;
    this.#firstLine = 0;
    return isNothing ? null : element;
  }
}
