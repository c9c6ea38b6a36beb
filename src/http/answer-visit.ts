/**
 * From a request to its answer, whatever happens on the way: finds the dialect and the route, walks the spine, and
 * turns every failure into an answer in the dialect's own shape, so that its clients can parse even our faults.
 * The one `try` around the spine stands here. Called by server.ts.
 */
import { type Failure, RequestError, type StreamAnswer, type WireAnswer } from '../dialects/dialect.ts';
import { handleBatch } from './handle-batch.ts';
import { handleQuery } from './handle-query.ts';
import { handleStream } from './handle-stream.ts';
import type { ServerParts, SpineParts } from './parts.ts';
import { failureHeaders, failureOf, writeProblem } from './problem.ts';
import type { RouteTable } from './route-table.ts';
import type { Visit } from './visit.ts';

export type Answered = { answer: StreamAnswer; headers: Record<string, string>; failure: Failure | null };

export async function answerVisit(visit: Visit, table: RouteTable, parts: SpineParts): Promise<Answered> {
  try {
    const answer = await walk(visit, table, parts);
    return { answer, headers: headersOf(visit, answer, parts), failure: null };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === 'fault') tellFault(error, visit, parts);
    return answerFailure(visit, failure, parts);
  }
}

function walk(visit: Visit, table: RouteTable, parts: SpineParts): Promise<StreamAnswer> {
  const { request } = visit;
  const { dialect, segments } = table.locate(request.path);
  if (dialect === null) throw new RequestError('route_unknown', 'There is no such resource.');
  visit.dialect = dialect;
  const { route, params } = table.find(dialect, request.method, segments);
  request.params = params;
  if (route.kind === 'batch') return handleBatch(Object.assign(visit, { dialect, route }), parts);
  if (route.kind === 'stream') return handleStream(Object.assign(visit, { dialect, route }), parts);
  return handleQuery(Object.assign(visit, { dialect, route }), parts);
}

/** A dialect that cannot write a failure leaves a bug of ours, and a plain answer for the caller. */
function answerFailure(visit: Visit, failure: Failure, parts: ServerParts): Answered {
  try {
    const answer = visit.dialect?.writeFailure(failure, visit.request) ?? writeProblem(failure, visit.request.id);
    return { answer, headers: { ...failureHeaders(failure), ...headersOf(visit, answer, parts) }, failure };
  } catch (error) {
    tellFault(error, visit, parts);
    const fault: Failure = { code: 'fault', isRetryable: false };
    return { answer: writeProblem(fault, visit.request.id), headers: {}, failure: fault };
  }
}

function headersOf(
  { dialect, usage }: Visit,
  answer: StreamAnswer,
  { rateLimit }: ServerParts,
): Record<string, string> {
  return { ...dialect?.answerHeaders?.(usage ?? rateLimit.fresh(), headOf(answer)), ...answer.headers };
}

/** What a dialect may look at of an answer that has yet to be made. */
function headOf({ body, ...head }: StreamAnswer): WireAnswer {
  return typeof body === 'string' || Buffer.isBuffer(body) ? { ...head, body } : head;
}

function tellFault(error: unknown, { request, dialect, route }: Visit, { telemetry }: ServerParts): void {
  const doing = `answering ${dialect?.name ?? 'nobody'} ${request.method} ${route?.path ?? 'unknown'}`;
  telemetry.faultMet(error, { requestId: request.id, doing });
}
