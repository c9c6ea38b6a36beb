/**
 * A file to an import, part after part: what has arrived stays at the server, so that a part that was cut goes on where
 * it was, and a program that was ended passes over what is there. Memory holds one part.
 * Used by imports.ts.
 */
import { BulkheadError, RefusedError } from './errors.ts';
import type { Import } from './import-types.ts';
import type { Transport } from './transport.ts';

/** A `.gz` file is sent as it is. */
export type FileBytes =
  | AsyncIterable<Uint8Array>
  | Iterable<Uint8Array>
  | ReadableStream<Uint8Array>
  | Blob
  | Uint8Array
  | string;

/** Of one request: small enough to be sent again, large enough to need few. */
const PART_BYTES = 4 * 1024 * 1024;
/** Also over a slow line. */
const PART_TIMEOUT_MS = 300_000;

export type Sending = {
  id: string;
  /** What has arrived of the file. */
  from: number;
  onUploaded?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
};

export async function sendFile(transport: Transport, file: FileBytes, sending: Sending): Promise<void> {
  const { from, onUploaded } = sending;
  let at = 0;
  onUploaded?.(from);
  for await (const part of partsOf(file)) {
    const end = at + part.size;
    if (end > from) {
      await sendPart(transport, part, { sending, at, to: Math.max(at, from) });
      onUploaded?.(end);
    }
    at = end;
  }
  if (at >= from) return;
  const message = `the server has ${from} bytes of the file, but it has only ${at}: is it another one?`;
  throw new BulkheadError(message, { isRetryable: false });
}

/** `at`: where the part begins in the file; `to`: how far the server has it. */
async function sendPart(
  transport: Transport,
  part: Blob,
  { sending, at, to }: { sending: Sending; at: number; to: number },
): Promise<void> {
  const path = `/imports/${encodeURIComponent(sending.id)}/file`;
  for (let offset = to; offset < at + part.size; ) {
    const body = part.slice(offset - at);
    const call = { method: 'PUT', path, query: { offset }, body, signal: sending.signal } as const;
    try {
      await transport.call<Import>({ ...call, timeoutMs: PART_TIMEOUT_MS });
      return;
    } catch (error) {
      const arrived = error instanceof RefusedError ? (error.problem.uploaded_bytes ?? 0) : 0;
      // A try whose answer was lost has brought some of it, or all.
      if (arrived <= offset || arrived > at + part.size) throw error;
      offset = arrived;
    }
  }
}

async function* partsOf(file: FileBytes): AsyncGenerator<Blob> {
  if (typeof file === 'string' || file instanceof Uint8Array || file instanceof Blob) {
    const whole = new Blob([file as Blob | string]);
    for (let at = 0; at < whole.size; at += PART_BYTES) yield whole.slice(at, at + PART_BYTES);
    return;
  }
  let held: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const piece of chunksOf(file)) {
    held.push(piece as Uint8Array<ArrayBuffer>);
    bytes += piece.length;
    if (bytes < PART_BYTES) continue;
    yield new Blob(held);
    [held, bytes] = [[], 0];
  }
  if (bytes > 0) yield new Blob(held);
}

/** Not every browser iterates over a stream. */
async function* chunksOf(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (!('getReader' in source)) return yield* source;
  const reader = source.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
