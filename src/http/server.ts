/**
 * The HTTP server: every request is given an id and bounds, walks to its answer (answer-visit.ts), is sent it and
 * told about in one log line. Fastify brings connections, timeouts and draining; routes are a table of our own,
 * because a wire's paths bend in ways a router does not (case, slashes, methods).
 * It knows no dialect and no database by name and no word of an order. Built by main.ts.
 */
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { type Answered, answerVisit } from './answer-visit.ts';
import { BodyBudget } from './body-budget.ts';
import { boundTime } from './bound-time.ts';
import { answerClientError } from './client-error.ts';
import { addCors } from './cors.ts';
import { discardRest } from './discard-rest.ts';
import { addPages } from './pages.ts';
import type { ServerParts } from './parts.ts';
import { addProbes } from './probes.ts';
import { writeProblem } from './problem.ts';
import { addReferencePage } from './reference-page.ts';
import { RouteTable } from './route-table.ts';
import { sendStream } from './send-stream.ts';
import { newVisit, requestIdOf, type Visit } from './visit.ts';

/** The head of a request must have arrived by then. */
const HEAD_MS_MAX = 60_000;
/** A connection on which nothing moves for so long is given up. */
const SILENCE_MS_MAX = 300_000;
/** Far above what one server's callers open; beyond it the memory of idle connections would count. */
const CONNECTIONS_MAX = 10_000;
const JSON_TYPE = 'application/json; charset=utf-8';

type Serve = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

export type HttpServer = {
  /** The address it listens at. Rejects with the system's error when it cannot. */
  listen(at: { host: string; port: number }): Promise<string>;
  /** Takes no new connection, answers what is under way, cuts off what is not answered in time. */
  drain(milliseconds: number): Promise<{ requestsCut: number }>;
};

export function createServer(parts: ServerParts): HttpServer {
  const table = new RouteTable(parts.dialects, parts.rootDialect);
  const draining = new AbortController();
  const spineParts = { ...parts, draining: draining.signal, waiting: { count: 0 } };
  let underWay = 0;

  const serve: Serve = async ({ raw, id }, reply) => {
    const visit = newVisit({ raw, response: reply.raw }, id, new BodyBudget(parts.bodies));
    const inTime = boundTime(visit, parts.telemetry);
    underWay += 1;
    const answered = await answerVisit(visit, table, spineParts);
    if (draining.signal.aborted) reply.header('connection', 'close');
    const thrown = await send(reply, answered);
    underWay -= 1;
    visit.budget.release();
    if (thrown !== undefined) parts.telemetry.faultMet(thrown, { requestId: id, doing: 'streaming an answer' });
    tell(visit, answered, parts);
    if (!raw.complete) discardRest(raw);
    inTime.whenWhole();
    return reply;
  };

  const app = newApp(parts, serve);
  addCors(app, parts.corsOrigins);
  addProbes(app, parts, () => draining.signal.aborted);
  addPages(app, parts.pages);
  addReferencePage(app, parts.dialects);
  app.route({ method: app.supportedMethods, url: '*', handler: serve, exposeHeadRoute: false });
  // Methods that fastify does not route walk the same way.
  app.setNotFoundHandler(serve);

  return {
    listen: (at) => app.listen(at),
    async drain(milliseconds) {
      draining.abort();
      let requestsCut = 0;
      const timer = setTimeout(() => {
        requestsCut = underWay;
        app.server.closeAllConnections();
      }, milliseconds);
      await app.close();
      clearTimeout(timer);
      return { requestsCut };
    },
  };
}

function newApp(parts: ServerParts, serve: Serve): FastifyInstance {
  const app = fastify({
    logger: false,
    requestIdHeader: false,
    genReqId: requestIdOf,
    // Of streams it is not known how long they take; other bodies have their time below.
    requestTimeout: 0,
    connectionTimeout: SILENCE_MS_MAX,
    // A caller that comes in the moment we begin to drain is still served.
    return503OnClosing: false,
    routerOptions: { querystringParser: () => ({}) },
    // No route of ours states a schema to fastify, so its two compilers, 70 files, are never loaded.
    schemaController: { compilersFactory: { buildValidator: compilesNothing, buildSerializer: compilesNothing } },
    // A path that is no valid percent-encoding; our own table says so in the dialect's words.
    frameworkErrors: (_error, request, reply) => {
      serve(request, reply).catch((error: unknown) => failSending(error, reply, parts));
    },
    clientErrorHandler: (error, socket) => answerClientError(error, socket, parts.telemetry),
  });
  app.server.maxConnections = CONNECTIONS_MAX;
  app.server.headersTimeout = HEAD_MS_MAX;
  // Bodies are read by the spines, once the caller is known, and not before.
  for (const method of app.supportedMethods) app.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  app.setErrorHandler((error, _request, reply) => failSending(error, reply, parts));
  return app;
}

function compilesNothing(): never {
  throw new Error('a route must not state a schema to fastify: dialects check what they are sent');
}

/** An answer that HTTP cannot carry, such as a header with a line break. */
function failSending(error: unknown, reply: FastifyReply, { telemetry }: ServerParts): FastifyReply {
  telemetry.faultMet(error, { requestId: reply.request.id, doing: 'sending an answer' });
  for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
  const { status, body, contentType } = writeProblem({ code: 'fault', isRetryable: false }, reply.request.id);
  return reply.code(status).headers({ 'content-type': contentType, 'x-request-id': reply.request.id }).send(body);
}

/** At once for an answer that is there; for one that is made piece by piece, once it has ended. */
async function send(reply: FastifyReply, { answer, headers }: Answered): Promise<unknown> {
  const { status, body, contentType = JSON_TYPE } = answer;
  reply.code(status).headers(headers).header('x-request-id', reply.request.id);
  if (body !== undefined) reply.type(contentType);
  if (typeof body === 'object' && Symbol.asyncIterator in body) return sendStream(reply, body);
  reply.send(body);
  return undefined;
}

function tell(visit: Visit, { answer, failure }: Answered, { telemetry }: ServerParts): void {
  const facts = {
    requestId: visit.request.id,
    method: visit.request.method,
    dialect: visit.dialect?.name ?? null,
    route: visit.route?.path ?? null,
    accountId: visit.caller?.account.accountId ?? null,
    status: answer.status,
    failure: failure?.code,
    bytes: visit.request.body.length,
    milliseconds: Math.round((performance.now() - visit.startedAt) * 100) / 100,
  };
  if (visit.batch === null) telemetry.requestAnswered(facts);
  else telemetry.batchTaken(facts, visit.batch);
}
