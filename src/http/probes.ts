/**
 * What operators ask of a server: is the process up (/healthz), should requests be sent to it (/readyz), how is it
 * doing (/metrics). They need no key, and tell nothing about orders or callers.
 * Registered by server.ts, before the dialects' own paths.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ServerParts } from './parts.ts';

/** A store that takes longer to say that it is there is away for those who send requests. */
const PING_MS_MAX = 2_000;

type ProbeParts = Pick<ServerParts, 'store' | 'telemetry'>;

export function addProbes(app: FastifyInstance, parts: ProbeParts, isDraining: () => boolean): void {
  const answer = (reply: FastifyReply, path: string, [status, text]: readonly [number, string]) => {
    parts.telemetry.probeAnswered({ path, status });
    return reply
      .code(status)
      .headers({ 'cache-control': 'no-store', 'x-request-id': reply.request.id })
      .send({ status: text });
  };
  app.get('/healthz', (_request, reply) => answer(reply, '/healthz', [200, 'up']));
  app.get('/readyz', async (_request, reply) => {
    const isReady = !isDraining() && (await isStoreThere(parts));
    return answer(reply, '/readyz', isReady ? [200, 'ready'] : [503, isDraining() ? 'draining' : 'store away']);
  });
  app.get('/metrics', (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(parts.telemetry.metricsText()),
  );
}

async function isStoreThere({ store, telemetry }: ProbeParts): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, PING_MS_MAX, false);
  const ping = store.ping().then(
    () => true,
    (error: unknown) => {
      telemetry.faultMet(error, { doing: 'asking the store whether it is there' });
      return false;
    },
  );
  const isThere = await Promise.race([ping, late]);
  clearTimeout(timer);
  return isThere;
}
