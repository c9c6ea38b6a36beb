/**
 * What still arrives of a body that nobody reads, because its request was refused already. It is let through and
 * dropped for a while, so that a caller who first sends and then listens gets the answer and keeps the connection;
 * a caller who does not stop loses it. Called by server.ts after such an answer.
 */
import type { IncomingMessage } from 'node:http';

/** Twice the standard bound of a body: what a caller that minds the bound may still have on its way. */
const DISCARDED_BYTES_MAX = 64 * 1024 * 1024;

export function discardRest(raw: IncomingMessage): void {
  let bytes = 0;
  raw.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DISCARDED_BYTES_MAX) raw.destroy();
  });
  raw.resume();
}
