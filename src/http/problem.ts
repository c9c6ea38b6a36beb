/**
 * Failures: what was thrown becomes either the caller's (RequestError) or ours (Fault), and the server's own answer
 * for paths that no dialect speaks for (RFC 9457). A fault's text never leaves the server.
 * Called by server.ts; a dialect's failures are written by that dialect.
 */
import { StoreFault } from '../core/store.ts';
import { type Failure, RequestError, type WireAnswer } from '../dialects/dialect.ts';

export function failureOf(error: unknown): Failure {
  if (error instanceof RequestError) return error;
  return { code: 'fault', isRetryable: error instanceof StoreFault && error.isRetryable };
}

/** For a dialect's own writers see `Dialect.writeFailure`. */
export function writeProblem(failure: Failure, requestId: string): WireAnswer {
  const status = statusOf(failure);
  const detail =
    failure.code === 'fault' ? 'The server failed; the request id names the event in its log.' : failure.message;
  const body = JSON.stringify({ type: 'about:blank', status, code: failure.code, detail, requestId });
  return { status, body, contentType: 'application/problem+json; charset=utf-8' };
}

function statusOf(failure: Failure): number {
  if (failure.code === 'fault') return failure.isRetryable ? 503 : 500;
  if (failure.code === 'route_unknown') return 404;
  if (failure.code === 'method_unknown') return 405;
  return 400;
}

/** What the standard wants in headers, whatever the dialect's body says. */
export function failureHeaders(failure: Failure): Record<string, string> {
  if (failure.code === 'fault') return failure.isRetryable ? { 'retry-after': '1' } : {};
  const { code, details } = failure;
  if (code === 'unavailable') return { 'retry-after': '1' };
  if (code === 'method_unknown' && hasDetail(details, 'allow')) return { allow: [details.allow].flat().join(', ') };
  if (hasDetail(details, 'retryAfterSeconds')) return { 'retry-after': String(details.retryAfterSeconds) };
  return {};
}

function hasDetail<Name extends string>(details: unknown, name: Name): details is Record<Name, unknown> {
  return typeof details === 'object' && details !== null && name in details;
}
