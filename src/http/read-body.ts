/**
 * The bytes of a request's body, whatever its type: bounded as they arrive and, when compressed, again as they
 * inflate, so that neither a large body nor a small one that grows is ever held beyond the bounds.
 * Throws 'body_too_large', 'body_encoding', 'body_malformed', or 'unavailable' when all bodies together are too many.
 * The spines call it once the caller is known; nobody unknown makes the server hold anything.
 */
import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { RequestError } from '../dialects/dialect.ts';
import type { BodyBudget } from './body-budget.ts';

export const NO_BODY = Buffer.alloc(0);

/** The first byte tells zlib's wrapping, which the standard asks for, from the bare stream that many clients send. */
const INFLATER_BY_ENCODING: Readonly<Record<string, (firstByte: number) => Transform>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: (firstByte) => ((firstByte & 0x0f) === 8 ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
};

export async function readBody(raw: IncomingMessage, budget: BodyBudget): Promise<Buffer> {
  const { 'content-length': length, 'transfer-encoding': transfer, 'content-encoding': encoding } = raw.headers;
  if (transfer === undefined && (length === undefined || length === '0')) return NO_BODY;
  budget.assertFits(Number(length ?? 0));
  const inflaterOf = encoding === undefined ? null : inflaterNamed(encoding.trim().toLowerCase());
  const body = await collect(raw, budget);
  const [firstByte] = body;
  if (inflaterOf === null || firstByte === undefined) return body;
  const inflater = inflaterOf(firstByte);
  inflater.end(body);
  return collect(inflater, budget);
}

/** Null for a body that is not compressed. */
export function inflaterNamed(encoding: string): ((firstByte: number) => Transform) | null {
  if (encoding === '' || encoding === 'identity') return null;
  const known = Object.hasOwn(INFLATER_BY_ENCODING, encoding) ? INFLATER_BY_ENCODING[encoding] : undefined;
  if (known !== undefined) return known;
  const given = JSON.stringify(encoding.slice(0, 80));
  const message = `Content-Encoding: expected gzip, deflate, br or identity, got ${given}.`;
  throw new RequestError('body_encoding', message, { field: 'Content-Encoding' });
}

/** Until the source ends; a body that came in one piece is not copied. */
function collect(source: Readable, budget: BodyBudget): Promise<Buffer> {
  // A caller that went away while its key was looked up: nothing would ever be told of the body again.
  if (source.destroyed) return Promise.reject(brokenOff(source));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer) => {
      try {
        budget.assertFits(bytes + chunk.length);
        budget.hold(chunk.length);
      } catch (error) {
        leave();
        reject(error);
        return;
      }
      bytes += chunk.length;
      chunks.push(chunk);
    };
    const onEnd = () => {
      leave();
      const [only] = chunks;
      resolve(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, bytes));
    };
    const onBroken = () => {
      leave();
      reject(brokenOff(source));
    };
    const leave = () => {
      source.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
      // A request lives on to be answered; an inflater has nothing left to do.
      if (isInflater(source)) source.on('error', () => {}).destroy();
    };
    source.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  });
}

function isInflater(source: Readable): source is Transform {
  return 'write' in source;
}

function brokenOff(source: Readable): RequestError {
  if (!isInflater(source)) return new RequestError('body_malformed', 'The connection ended before the body did.');
  const message = 'The body is not what its Content-Encoding says, or it is cut short.';
  return new RequestError('body_encoding', message, { field: 'Content-Encoding' });
}
