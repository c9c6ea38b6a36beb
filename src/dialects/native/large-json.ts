/**
 * A large body with an array of orders, parsed order by order, so that the event loop is held for none longer than an
 * order takes. Only brackets, quotes and commas are looked at: where the body is anything but an object with the array
 * once, or a part of it is no JSON, the body is parsed as a whole, which says what is wrong with it.
 * So the value, and every error, is that of `readJson`. Called by read-batch.ts. See decision 071.
 */
import { loopTurn } from '../../core/loop-turn.ts';
import type { WireRequest } from '../dialect.ts';
import { readJson } from './json-body.ts';

/** Smaller ones are parsed at once: in a few milliseconds. */
const LARGE_BYTES = 512 * 1024;
const PIECE_BYTES = 32 * 1024;
const [QUOTE, BACKSLASH, COMMA, OPENING_ARRAY, CLOSING_ARRAY, OPENING, CLOSING] = [
  0x22, 0x5c, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d,
];
/** Elements stand within the array, which stands within the object. */
const ELEMENT_DEPTH = 2;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export async function readJsonInTurns(request: Pick<WireRequest, 'body'>, name: string): Promise<unknown> {
  const { body } = request;
  if (body.length < LARGE_BYTES) return readJson(request);
  const elements = new Elements(body, name);
  try {
    while (elements.step()) await loopTurn();
    return elements.value();
  } catch {
    return readJson(request);
  }
}

/** Throws whatever it meets that it does not understand. */
class Elements {
  readonly #body: Buffer;
  readonly #name: string;
  readonly #elements: unknown[] = [];
  #at = 0;
  #depth = 0;
  #isText = false;
  /** Where the element, or what stands before the array, begins. */
  #from = 0;
  /** Of the array's brackets, once they are met. */
  #opening = -1;
  #closing = -1;

  constructor(body: Buffer, name: string) {
    this.#body = body;
    this.#name = name;
  }

  /** A piece more; false at the end of the body. */
  step(): boolean {
    const body = this.#body;
    const end = Math.min(body.length, this.#at + PIECE_BYTES);
    let isText = this.#isText;
    let at = this.#at;
    for (; at < end; at++) {
      const byte = body[at] ?? 0;
      if (byte === QUOTE) isText = !isText;
      else if (isText && byte === BACKSLASH) at += 1;
      else if (!isText && isMark(byte)) this.#look(byte, at);
    }
    [this.#isText, this.#at] = [isText, at];
    return at < body.length;
  }

  /** The object, with the array in its place. */
  value(): unknown {
    if (this.#closing < 0) throw new SyntaxError('the array must be there');
    const before = utf8.decode(this.#body.subarray(0, this.#opening)).replace(/^\uFEFF/, '');
    const behind = utf8.decode(this.#body.subarray(this.#closing + 1));
    // A name that is written with an escape may be the array's once more.
    if (before.includes('\\') || behind.includes('\\')) throw new SyntaxError('a name may be another than it looks');
    const frame = JSON.parse(`${before}[]${behind}`) as Record<string, unknown>;
    if (!Array.isArray(frame[this.#name])) throw new SyntaxError('the array must be stated last');
    frame[this.#name] = this.#elements;
    return frame;
  }

  #look(byte: number, at: number): void {
    const isOwn = this.#isInside() && this.#depth === ELEMENT_DEPTH;
    if (byte === OPENING || byte === OPENING_ARRAY) {
      this.#depth += 1;
      if (byte === OPENING_ARRAY && this.#depth === ELEMENT_DEPTH) this.#begin(at);
    } else if (byte === CLOSING || byte === CLOSING_ARRAY) {
      if (isOwn) this.#end(byte, at);
      this.#depth -= 1;
    } else if (isOwn) this.#take(at);
    else if (this.#depth === 1) this.#from = at + 1;
  }

  #isInside(): boolean {
    return this.#opening >= 0 && this.#closing < 0;
  }

  #begin(at: number): void {
    const named = utf8.decode(this.#body.subarray(this.#from, at)).replace(/^\uFEFF?\s*\{/, '');
    if (!named.trimStart().startsWith(`"${this.#name}"`)) return;
    if (this.#opening >= 0) throw new SyntaxError('the array must be there once');
    [this.#opening, this.#from] = [at, at + 1];
  }

  #end(byte: number, at: number): void {
    if (byte !== CLOSING_ARRAY) throw new SyntaxError('an array must be closed as one');
    const isEmpty = this.#elements.length === 0 && utf8.decode(this.#body.subarray(this.#from, at)).trim() === '';
    if (!isEmpty) this.#take(at);
    this.#closing = at;
  }

  #take(at: number): void {
    this.#elements.push(JSON.parse(utf8.decode(this.#body.subarray(this.#from, at))));
    this.#from = at + 1;
  }
}

function isMark(byte: number): boolean {
  const isBracket = byte === OPENING || byte === CLOSING || byte === OPENING_ARRAY || byte === CLOSING_ARRAY;
  return isBracket || byte === COMMA;
}
