/**
 * Pages: texts that the server hands to anybody, without a key, at paths of their own: the reference of its
 * contracts. They tell nothing about orders or callers. What they say is made elsewhere.
 * Registered by server.ts, before the dialects' own paths.
 */
import type { FastifyInstance } from 'fastify';

export type Page = {
  path: string;
  contentType: string;
  /** Asked for once the server listens, for every request. */
  text: () => string;
};

export function addPages(app: FastifyInstance, pages: readonly Page[]): void {
  for (const { path, contentType, text } of pages) {
    app.get(path, (request, reply) =>
      reply.headers({ 'cache-control': 'no-cache', 'x-request-id': request.id }).type(contentType).send(text()),
    );
  }
}
