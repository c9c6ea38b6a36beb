/**
 * Every failure of a request as a whole, in this wire's envelope (quirks 2 to 6). A body that cannot be understood is
 * a business error and answers 200 as all of those do; what a proxy or an HTTP client must notice has a status of its own.
 * The text of a fault is never shown: the caller learns the request id.
 */
import type { Failure, RequestErrorCode, WireAnswer, WireRequest } from '../dialect.ts';
import { inXml } from './xml-answer.ts';

const STATUS_BY_CODE: Readonly<Record<RequestErrorCode, number>> = {
  unauthorized: 401,
  scope_missing: 403,
  route_unknown: 404,
  method_unknown: 405,
  record_unknown: 200,
  parameter_invalid: 200,
  body_malformed: 200,
  body_wrong_kind: 200,
  body_invalid: 200,
  body_too_large: 413,
  body_encoding: 415,
  items_too_many: 200,
  items_missing: 200,
  receipt_key_invalid: 200,
  receipt_differs: 200,
  receipt_busy: 409,
  state_unfit: 200,
  rate_limited: 429,
  unavailable: 503,
};

export function writeFailure(failure: Failure, request: WireRequest): WireAnswer {
  return inXml(answerOf(failure, request), request);
}

function answerOf(failure: Failure, request: WireRequest): WireAnswer {
  if (failure.code === 'fault') {
    const advice = failure.isRetryable ? 'send it again later' : `report request ${request.id}`;
    return answer(failure.isRetryable ? 503 : 500, { status: 'no', code: -7, msg: `internal error, ${advice}` });
  }
  const status = STATUS_BY_CODE[failure.code];
  if (failure.code === 'scope_missing') return answer(status, { status: 'Not Allowed' });
  if (failure.code === 'unauthorized') return answer(status, { status: 'no', msg: failure.message });
  return answer(status, { status: 'no', code: -7, msg: failure.message });
}

function answer(status: number, body: object): WireAnswer {
  return { status, body: JSON.stringify(body) };
}
