/**
 * The bytes of an import's file, part after part as they were uploaded, and as they were before they were compressed
 * when the file is a gzip file. Read no faster than they are taken; a small file that grows without end is refused.
 * Called by read-file.ts.
 */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ImportName, ImportStore } from '../core/imports/import.ts';
import { unpack } from './packing.ts';
import { UnreadableFile } from './source.ts';

export type PartReader = Pick<ImportStore, 'findPart'>;

/** As for streams: far above what orders compress to. */
const GROWTH_MAX = 400;
const GROWN_BYTES_FREE = 64 * 1024 * 1024;

/** Throws an UnreadableFile for a gzip file that is none to its end. */
export async function* fileBytes(store: PartReader, name: ImportName): AsyncGenerator<Buffer, void, undefined> {
  const parts = partBytes(store, name);
  const { value: first } = await parts.next();
  if (first === undefined) return;
  const whole = prepend(first, parts);
  if (first[0] === 0x1f && first[1] === 0x8b) yield* inflated(whole);
  else yield* whole;
}

async function* partBytes(store: PartReader, name: ImportName): AsyncGenerator<Buffer, void, undefined> {
  for (let offset = 0; ; ) {
    const part = await store.findPart(name, offset);
    if (part === null) return;
    yield await unpack(part.document);
    offset += part.bytes;
  }
}

async function* prepend(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  yield first;
  yield* rest;
}

async function* inflated(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const bytes = { sent: 0, grown: 0 };
  let broken: unknown;
  const counted = async function* () {
    try {
      for await (const piece of packed) {
        bytes.sent += piece.length;
        yield piece;
      }
    } catch (error) {
      broken = error;
      throw error;
    }
  };
  const source = Readable.from(counted());
  const inflater = createGunzip();
  source.on('error', (error) => inflater.destroy(error)).pipe(inflater);
  try {
    for await (const piece of inflater as AsyncIterable<Buffer>) {
      bytes.grown += piece.length;
      if (bytes.grown > GROWN_BYTES_FREE && bytes.grown > bytes.sent * GROWTH_MAX) {
        throw new UnreadableFile(`expected a file that grows to at most ${GROWTH_MAX} times of its size, got more`);
      }
      yield piece;
    }
  } catch (error) {
    // A store that fails is no fault of the file.
    if (broken !== undefined || error instanceof UnreadableFile) throw broken ?? error;
    throw new UnreadableFile('the file begins as a gzip file and is none to its end');
  } finally {
    source.destroy();
  }
}
