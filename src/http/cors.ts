/**
 * Which web pages of other origins may call this server: none, unless the operator names them. Keys travel in headers,
 * so no cookie is ever involved and none is allowed. Pages of this server need none of it.
 * Registered by server.ts before anything else, so that failures can be read by an allowed page too.
 */
import type { FastifyInstance } from 'fastify';

/** What callers of any contract here may state and read. */
const REQUEST_HEADERS =
  'accept, api-authorization, authorization, content-encoding, content-type, idempotency-key, if-match, if-none-match, last-event-id, x-request-id';
const ANSWER_HEADERS =
  'etag, location, ratelimit, ratelimit-policy, retry-after, x-rate-limit-limit, x-rate-limit-remaining, x-rate-limit-reset, x-request-id';
const METHODS = 'DELETE, GET, HEAD, PATCH, POST, PUT';
const REMEMBERED_SECONDS = 600;

/** `origins`: such as `https://shop.example.com`; `*` for every one. Without any, nothing is registered. */
export function addCors(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const isAllowed = (origin: string) => origins.includes('*') || origins.includes(origin);
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    reply.header('vary', 'origin');
    if (origin === undefined || !isAllowed(origin)) return undefined;
    reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': ANSWER_HEADERS });
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined)
      return undefined;
    const allowed = {
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': REQUEST_HEADERS,
      'access-control-max-age': String(REMEMBERED_SECONDS),
    };
    return reply.code(204).headers(allowed).send();
  });
}
