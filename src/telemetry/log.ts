/**
 * Where log lines go: pino, one JSON object a line, written without waiting. Lines that wait for a slow reader are
 * bounded in bytes and dropped beyond that, because a full pipe must not stop orders or eat the memory.
 * Only telemetry.ts writes to it; main.ts flushes it at the end.
 */
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';

export type Log = { lines: Logger; flush(): void };

/** Some ten thousand lines. */
const WAITING_BYTES_MAX = 16 * 1024 * 1024;
/**
 * Lines are written so many at a time, or after so long: a write for every line costs more than all the rest of it. As
 * many as the stream writes at once, which is 16 KB, less a line.
 */
const WRITE_BYTES = 15 * 1024;
const WRITE_MS = 100;

/** `destination` is standard output unless a test wants to read the lines. */
export function openLog(level: string, destination?: DestinationStream): Log {
  const stream = destination ?? standardOutput();
  const lines = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
  return { lines, flush: () => flushNow(stream) };
}

function standardOutput(): DestinationStream {
  const bounds = { maxLength: WAITING_BYTES_MAX, minLength: WRITE_BYTES };
  const stream = pino.destination({ fd: 1, sync: false, ...bounds });
  setInterval(() => stream.flush(), WRITE_MS).unref();
  return stream;
}

function flushNow(stream: DestinationStream & { flushSync?: () => void }): void {
  try {
    stream.flushSync?.();
  } catch {
    // The reader of the log is gone; there is nobody left to tell.
  }
}
