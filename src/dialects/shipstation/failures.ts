/**
 * Every failure of a request as a whole, in the shapes of the vendor's framework (quirk 16), and the vendor's headers
 * on every answer (quirk 17). The text of a fault is never shown and no stack ever is: the caller learns the request id.
 * Called by the server for what is thrown, and by the routes for refusals that speak for the whole request.
 */
import type { Failure, RequestError, Usage, WireAnswer, WireRequest } from '../dialect.ts';

const INVALID = 'The request is invalid.';

export function writeFailure(failure: Failure, request: WireRequest): WireAnswer {
  switch (failure.code) {
    case 'unauthorized':
      return {
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="shipstation"' },
        contentType: 'text/plain',
        body: '401 Unauthorized',
      };
    case 'scope_missing':
      return messageAnswer(403, failure.message);
    case 'route_unknown':
      return messageAnswer(404, `No HTTP resource was found that matches the request URI '${request.path}'.`);
    case 'record_unknown':
      return messageAnswer(404, failure.message);
    case 'method_unknown':
      return messageAnswer(405, `The requested resource does not support http method '${request.method}'.`);
    case 'rate_limited':
      return jsonAnswer(429, { message: 'Too Many Requests' });
    case 'unavailable':
      return messageAnswer(503, failure.message);
    case 'receipt_busy':
      return messageAnswer(409, failure.message);
    case 'body_too_large':
      return invalidAnswer(413, failure, request);
    case 'body_encoding':
      return invalidAnswer(415, failure, request);
    case 'parameter_invalid':
    case 'receipt_key_invalid':
    case 'receipt_differs':
    case 'state_unfit':
    case 'body_malformed':
    case 'body_wrong_kind':
    case 'body_invalid':
    case 'items_too_many':
    case 'items_missing':
      return invalidAnswer(400, failure, request);
    case 'fault':
      return faultAnswer(failure.isRetryable, request);
  }
}

/** The gateway that refuses credentials adds no headers but the rate's. */
export function answerHeaders(usage: Usage, answer: WireAnswer): Record<string, string> {
  const rate = {
    'x-rate-limit-limit': String(usage.limit),
    'x-rate-limit-remaining': String(usage.remaining),
    'x-rate-limit-reset': String(usage.resetSeconds),
  };
  if (answer.status === 401) return rate;
  return { 'cache-control': 'no-cache', pragma: 'no-cache', expires: '-1', ...rate };
}

export function jsonAnswer(status: number, body: object): WireAnswer {
  return { status, body: JSON.stringify(body) };
}

export function messageAnswer(status: number, message: string): WireAnswer {
  return jsonAnswer(status, { Message: message });
}

export function modelAnswer(status: number, state: Readonly<Record<string, readonly string[]>>): WireAnswer {
  return jsonAnswer(status, { Message: INVALID, ModelState: state });
}

/** What the vendor answers when its own code throws; the stack is never one. */
export function exceptionAnswer(status: number, exceptionMessage: string): WireAnswer {
  return jsonAnswer(status, {
    Message: 'An error has occurred.',
    ExceptionMessage: exceptionMessage,
    ExceptionType: 'System.Exception',
    StackTrace: '',
  });
}

/** The name the vendor's framework gives to the body of a route. */
export function parameterOf(request: Pick<WireRequest, 'path'>): string {
  const last = request.path
    .toLowerCase()
    .split('/')
    .findLast((segment) => segment !== '');
  if (last === 'createorders') return 'apiOrders';
  return last === 'createorder' ? 'apiOrder' : 'request';
}

function invalidAnswer(status: number, failure: RequestError, request: WireRequest): WireAnswer {
  return modelAnswer(status, { [failure.field ?? parameterOf(request)]: [failure.message] });
}

function faultAnswer(isRetryable: boolean, request: WireRequest): WireAnswer {
  const advice = isRetryable ? 'send it again later' : 'tell the operator';
  const message = `The server failed to answer request ${request.id}; ${advice}.`;
  return exceptionAnswer(isRetryable ? 503 : 500, message);
}
