/**
 * Orders, or the bytes of an NDJSON file, as pieces of whole lines for a stream. Nothing waits for a piece to fill:
 * when the source has nothing at the moment, what there is goes.
 * Used by stream.ts.
 */
import { BulkheadError } from './errors.ts';
import type { Piece } from './line-window.ts';
import type { StatedOrder } from './stated-types.ts';

/** One write, more or less. */
const PIECE_CHARS = 64 * 1024;
/** Far above what the server takes: a file without lines is no NDJSON. */
const LINE_BYTES_MAX = 64 * 1024 * 1024;
const NEWLINE = 10;

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
type Source = Iterable<StatedOrder> | AsyncIterable<StatedOrder>;

export async function* piecesOfOrders(orders: Source, firstLine: number): AsyncGenerator<Piece> {
  const encoder = new TextEncoder();
  const source = iteratorOf(orders);
  let from = firstLine;
  let lines: string[] = [];
  let chars = 0;
  const piece = (): Piece => {
    const made = {
      firstLine: from,
      lastLine: from + lines.length - 1,
      parts: [encoder.encode(`${lines.join('\n')}\n`)],
    };
    from += lines.length;
    [lines, chars] = [[], 0];
    return made;
  };
  try {
    for (;;) {
      const next = source.next();
      if (lines.length > 0 && (chars >= PIECE_CHARS || (await isSlow(next)))) yield piece();
      const { done, value } = await next;
      if (done === true) break;
      const line = JSON.stringify(value);
      lines.push(line);
      chars += line.length;
    }
    if (lines.length > 0) yield piece();
  } finally {
    await source.return?.();
  }
}

export async function* piecesOfBytes(chunks: Bytes, firstLine: number): AsyncGenerator<Piece> {
  let from = firstLine;
  let rest: Uint8Array<ArrayBuffer>[] = [];
  let restBytes = 0;
  const piece = (parts: readonly Uint8Array<ArrayBuffer>[]): Piece => {
    const lines = parts.reduce((sum, part) => sum + countLines(part), 0);
    from += lines;
    return { firstLine: from - lines, lastLine: from - 1, parts };
  };
  for await (const chunk of chunks as AsyncIterable<Uint8Array<ArrayBuffer>>) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      yield piece([...rest, chunk.subarray(0, end)]);
      [rest, restBytes] = [[], 0];
    }
    // A copy of the rest alone: the chunk is let go of with its piece.
    if (end < chunk.length) rest.push(new Uint8Array(chunk.subarray(end)));
    restBytes += chunk.length - end;
    if (restBytes > LINE_BYTES_MAX) {
      const message = `line ${from} is longer than ${LINE_BYTES_MAX} bytes: is it NDJSON, an order a line?`;
      throw new BulkheadError(message, { isRetryable: false });
    }
  }
  if (restBytes > 0) yield piece([...rest, Uint8Array.of(NEWLINE)]);
}

function iteratorOf(orders: Source): AsyncIterator<StatedOrder> | Iterator<StatedOrder> {
  return Symbol.asyncIterator in orders ? orders[Symbol.asyncIterator]() : orders[Symbol.iterator]();
}

/** Whether it takes longer than what is ready anyway. */
async function isSlow(next: unknown): Promise<boolean> {
  if (!(next instanceof Promise)) return false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, 0, true);
  });
  const ready = next.then(
    () => false,
    () => false,
  );
  const slow = await Promise.race([ready, later]);
  clearTimeout(timer);
  return slow;
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
