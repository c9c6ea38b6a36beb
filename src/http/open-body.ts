/**
 * The body of a request that is longer than anything that is held: piece by piece, decompressed, read no faster than
 * it is taken. What a compressed body may grow to is bound by what was sent of it, so that little cannot keep the
 * server busy for long. Throws 'body_malformed' when the caller goes away, 'body_encoding', 'body_too_large'.
 * The spine of streams calls it once the caller is known; short bodies are read by read-body.ts.
 */
import { IncomingMessage } from 'node:http';
import { pipeline, Readable, type Transform } from 'node:stream';
import { RequestError } from '../dialects/dialect.ts';
import { inflaterNamed } from './read-body.ts';

/** Far above what orders compress to; zlib's best is a thousand. */
const GROWTH_MAX = 400;
/** Below it, nobody is kept busy. */
const GROWN_BYTES_FREE = 64 * 1024 * 1024;

export async function* openBody(raw: IncomingMessage): AsyncGenerator<Buffer, void, undefined> {
  const { 'content-length': length, 'transfer-encoding': transfer, 'content-encoding': encoding } = raw.headers;
  if (transfer === undefined && (length === undefined || length === '0')) return;
  const inflaterOf = encoding === undefined ? null : inflaterNamed(encoding.trim().toLowerCase());
  const sent = pieces(raw, brokenOff);
  if (inflaterOf === null) return yield* sent;
  const { value: first } = await sent.next();
  if (first === undefined) return;
  yield* inflated(inflaterOf(first[0] ?? 0), first, sent);
}

async function* inflated(
  inflater: Transform,
  first: Buffer,
  rest: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  const bytes = { sent: 0, grown: 0 };
  const counted = async function* () {
    bytes.sent = first.length;
    yield first;
    for await (const piece of rest) {
      bytes.sent += piece.length;
      yield piece;
    }
  };
  // Its error reaches whoever reads the inflater.
  pipeline(Readable.from(counted()), inflater, () => undefined);
  for await (const piece of pieces(inflater, notAsNamed)) {
    bytes.grown += piece.length;
    if (bytes.grown > GROWN_BYTES_FREE && bytes.grown > bytes.sent * GROWTH_MAX) {
      const expected = `a body that grows to at most ${GROWTH_MAX} times of what is sent`;
      throw new RequestError('body_too_large', `Expected ${expected}, got more.`, { details: { limit: GROWTH_MAX } });
    }
    yield piece;
  }
}

async function* pieces(source: Readable, fault: () => RequestError): AsyncGenerator<Buffer, void, undefined> {
  try {
    // A request lives on to be answered.
    yield* source.iterator({ destroyOnReturn: !(source instanceof IncomingMessage) }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw error instanceof RequestError ? error : fault();
  }
}

function brokenOff(): RequestError {
  return new RequestError('body_malformed', 'The connection ended before the body did.');
}

function notAsNamed(): RequestError {
  const message = 'The body is not what its Content-Encoding says, or it is cut short.';
  return new RequestError('body_encoding', message, { field: 'Content-Encoding' });
}
