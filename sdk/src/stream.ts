/**
 * Orders as a stream: lines go out and answers come back on one connection, and memory holds what is on its way. When
 * the connection breaks, it goes on behind the last line that was acknowledged, under the same idempotency key, so
 * that every line is done and told once.
 * Where requests cannot be sent piece by piece (browsers), the same is done in requests of some megabytes each.
 */
import type { Problem, StreamLine } from './answer-types.ts';
import { ConnectionError, RefusedError } from './errors.ts';
import { bytesOf, LineWindow, type Piece } from './line-window.ts';
import type { Transport } from './transport.ts';

export type StreamOptions = {
  /** One of your own lets a later call go on where this one ended; with the same lines under the same numbers. */
  idempotencyKey?: string;
  /** The number of the first line that is sent; 1 by default. */
  firstLine?: number;
  /** Every check of a real call; nothing is kept. */
  dryRun?: boolean;
  /** Tell refused lines alone, each with its `row`, and now and then how far all is acknowledged. */
  only?: 'failed';
  /** Whether lines are sent while answers come. By default where `fetch` can: Node. */
  isDuplex?: boolean;
  signal?: AbortSignal;
};

type ToldLine = Exclude<StreamLine, { outcome: 'end' | 'stopped' }>;
/** What became of a line; a refused one with its text. Once it is told, it and every line before it is committed. */
export type StreamedLine =
  | Exclude<ToldLine, { outcome: 'refused' }>
  | (Extract<ToldLine, { outcome: 'refused' }> & { text: string });

const TYPE = 'application/x-ndjson';
/** Of one request where lines cannot be sent while answers come. */
const SEGMENT_BYTES = 4 * 1024 * 1024;

export async function* streamPieces(
  transport: Transport,
  makePieces: (firstLine: number) => AsyncIterator<Piece>,
  options: StreamOptions,
): AsyncGenerator<StreamedLine> {
  const { firstLine = 1, idempotencyKey = crypto.randomUUID(), signal } = options;
  const window = new LineWindow(makePieces(firstLine), firstLine);
  const told: Told = { line: firstLine - 1 };
  try {
    for (let tries = 0; ; ) {
      const before = told.line;
      const failure = yield* tried(transport, window, { options: { ...options, idempotencyKey }, told });
      if (failure === null && window.isDone) return;
      // Whatever has moved on has begun anew.
      tries = failure === null || told.line > before ? 1 : tries + 1;
      if (failure !== null) await transport.pauseAfter(failure.error, tries, signal);
    }
  } finally {
    await window.close();
  }
}

/** The last line that the caller was told of. */
type Told = { line: number };
type Keyed = StreamOptions & { idempotencyKey: string };

/** One try, and what it failed of when there may be another; what a caller or his source did is thrown. */
async function* tried(
  transport: Transport,
  window: LineWindow,
  { options, told }: { options: Keyed; told: Told },
): AsyncGenerator<StreamedLine, { error: unknown } | null> {
  try {
    for await (const line of attempt(transport, window, options)) {
      const text = line.outcome === 'refused' ? window.textOf(line.line) : '';
      window.acknowledge(line.line);
      if (line.line <= told.line) continue;
      told.line = line.line;
      yield line.outcome === 'refused' ? { ...line, text } : line;
    }
    return null;
  } catch (error) {
    options.signal?.throwIfAborted();
    window.throwIfFailed();
    return { error };
  }
}

/** One request: as much as it takes, and all that is answered to it. */
async function* attempt(transport: Transport, window: LineWindow, options: Keyed): AsyncGenerator<ToldLine> {
  const { isDuplex = canDuplex(), dryRun, only, idempotencyKey, signal } = options;
  const stop = new AbortController();
  const first = await window.after(window.firstLine - 1);
  if (first === null) return;
  const call = {
    method: 'POST',
    path: '/orders:stream',
    query: { first_line: first.firstLine, dry_run: dryRun, return: only },
    headers: { 'idempotency-key': idempotencyKey, 'content-type': TYPE, accept: TYPE },
    signal: signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]),
  } as const;
  try {
    const body = isDuplex ? bodyOf(window, first) : await segmentOf(window, first);
    const response = await transport.open({ ...call, body });
    yield* linesOf(response, window, { stop, silentMsMax: transport.timeoutMs });
  } finally {
    stop.abort();
  }
}

async function* linesOf(
  response: Response,
  window: LineWindow,
  { stop, silentMsMax }: { stop: AbortController; silentMsMax: number },
): AsyncGenerator<ToldLine> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await inTime(reader?.read(), window, { stop, silentMsMax });
    if (done) throw new ConnectionError('the answer of the stream was cut');
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      const line = JSON.parse(text) as StreamLine;
      if (line.outcome === 'end') return window.acknowledge(line.line);
      if (line.outcome === 'stopped') throw stoppedError(line, window);
      yield line;
    }
  }
}

function stoppedError(
  { line, problem }: Extract<StreamLine, { outcome: 'stopped' }>,
  window: LineWindow,
): RefusedError {
  window.acknowledge(line);
  const told = problem as Problem;
  return new RefusedError(told.status, told);
}

type Read = { done: boolean; value?: Uint8Array | undefined };

/** A server that owes answers and says nothing is given up; one that has nothing to answer is not. */
async function inTime(
  read: Promise<Read> | undefined,
  window: LineWindow,
  { stop, silentMsMax }: { stop: AbortController; silentMsMax: number },
): Promise<Read> {
  const timer = setInterval(() => {
    if (!window.isEmpty) stop.abort(new ConnectionError('no answer came in time'));
  }, silentMsMax);
  try {
    return (await read) ?? { done: true };
  } catch (cause) {
    throw cause instanceof ConnectionError ? cause : new ConnectionError('the connection failed', { cause });
  } finally {
    clearInterval(timer);
  }
}

/** Pieces as the connection takes them, from the window and from the source behind it. */
function bodyOf(window: LineWindow, first: Piece): ReadableStream<Uint8Array> {
  let line = first.firstLine - 1;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = await window.after(line);
        if (piece === null) return controller.close();
        line = piece.lastLine;
        for (const part of piece.parts) controller.enqueue(part);
      },
    },
    { highWaterMark: 0 },
  );
}

async function segmentOf(window: LineWindow, first: Piece): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for (let piece: Piece | null = first; piece !== null; ) {
    parts.push(...piece.parts);
    bytes += bytesOf(piece);
    piece = bytes < SEGMENT_BYTES ? await window.after(piece.lastLine) : null;
  }
  return new Blob(parts);
}

/** Browsers send a request whole before they show its answer, whatever they say of `duplex`. */
function canDuplex(): boolean {
  const { process, Deno, Bun } = globalThis as {
    process?: { versions?: { node?: string } };
    Deno?: unknown;
    Bun?: unknown;
  };
  return process?.versions?.node !== undefined && Deno === undefined && Bun === undefined;
}
