/**
 * Sends an answer piece by piece, as fast as the caller takes it, and says when it has ended, however it did.
 * A route tells what goes wrong within its own pieces; what it throws nevertheless cuts the connection, so that no
 * caller takes half an answer for a whole one. Called by server.ts.
 */
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';

/** Small enough to be answered soon, large enough to be one write. */
const PIECE_BYTES = 64 * 1024;

/** Resolves with what the route threw, or with undefined. */
export async function sendStream(reply: FastifyReply, pieces: AsyncIterable<string>): Promise<unknown> {
  let thrown: unknown;
  const watched = async function* () {
    try {
      yield* pieces;
    } catch (error) {
      thrown = error;
      throw error;
    }
  };
  reply.send(Readable.from(watched(), { objectMode: false, highWaterMark: PIECE_BYTES }));
  // A caller that waits for the head before it sends its lines.
  reply.raw.flushHeaders();
  await finished(reply.raw).catch(() => undefined);
  return thrown;
}
