/**
 * Failures of this wire: RFC 9457 problems, of the request as a whole and of the one item a single route takes.
 * `code` is the stable name to program against, `errors` lists every problem with its pointer into the request as
 * sent, `retryable` says whether the same request may succeed later. The text of a fault is never shown.
 */
import { type Problem, REFUSALS, type Refusal, type RefusalCode } from '../../core/outcome.ts';
import type { Failure, RequestErrorCode, WireAnswer, WireRequest } from '../dialect.ts';
import { sentenceOf } from './json-body.ts';

export const PROBLEM_TYPE = 'application/problem+json';

type Kind = { status: number; title: string };

const REQUEST_PROBLEMS: Readonly<Record<RequestErrorCode, Kind>> = {
  unauthorized: { status: 401, title: 'The credentials are missing or wrong.' },
  scope_missing: { status: 403, title: 'The key may not do this.' },
  route_unknown: { status: 404, title: 'There is no such resource.' },
  method_unknown: { status: 405, title: 'The resource has no such method.' },
  record_unknown: { status: 404, title: 'There is no such record.' },
  parameter_invalid: { status: 400, title: 'A parameter cannot be understood.' },
  body_malformed: { status: 400, title: 'The body is not JSON.' },
  body_wrong_kind: { status: 422, title: 'The body is of another kind than the route takes.' },
  body_invalid: { status: 422, title: 'The body has a field that cannot be understood.' },
  body_too_large: { status: 413, title: 'The body is too large.' },
  body_encoding: { status: 415, title: 'The body is compressed in a way that is not known.' },
  items_too_many: { status: 413, title: 'The request holds too many items.' },
  items_missing: { status: 422, title: 'The request holds no item.' },
  state_unfit: { status: 409, title: 'It is in a state that does not allow this.' },
  receipt_key_invalid: { status: 400, title: 'The idempotency key cannot be used.' },
  receipt_differs: { status: 422, title: 'The idempotency key was used for another request.' },
  receipt_busy: { status: 409, title: 'A request with this idempotency key is under way.' },
  rate_limited: { status: 429, title: 'There were too many requests.' },
  unavailable: { status: 503, title: 'The server is busy.' },
};

const RETRYABLE: ReadonlySet<RequestErrorCode> = new Set(['receipt_busy', 'rate_limited', 'unavailable']);

/** What a refusal of the one item of a request means for the request. */
const STATUS_BY_REFUSAL: Readonly<Record<RefusalCode, number>> = {
  item_malformed: 422,
  label_repeated: 422,
  field_type: 422,
  field_unknown: 422,
  field_required: 422,
  field_value: 422,
  amount_inexact: 422,
  order_empty: 422,
  receipt_differs: 422,
  order_repeated: 422,
  order_unknown: 404,
  order_id_needed: 409,
  order_key_differs: 409,
  revision_differs: 412,
  order_number_taken: 409,
  order_locked: 409,
  order_status_unfit: 409,
  order_has_shipments: 409,
  shipment_unknown: 404,
  shipment_locked: 409,
  capture_failed: 409,
  return_unknown: 404,
  nothing_to_return: 409,
  refund_failed: 409,
  allocation_unknown: 404,
  allocation_answered: 409,
  allocation_failed: 409,
  line_not_sellable: 409,
  line_short_of_stock: 409,
  voucher_unfit: 409,
  batch_refused: 422,
};

export function writeFailure(failure: Failure, request: WireRequest): WireAnswer {
  if (failure.code === 'fault') return writeFault(failure.isRetryable, request);
  const { code, message, field, details } = failure;
  const { status, title } = REQUEST_PROBLEMS[code];
  const headers = code === 'unauthorized' ? { 'www-authenticate': 'Bearer realm="bulkhead"' } : {};
  const body = {
    ...problem(code, { status, title, detail: message, isRetryable: RETRYABLE.has(code) }, request),
    field,
    ...shown(details),
  };
  return { status, headers, body: JSON.stringify(body), contentType: PROBLEM_TYPE };
}

/** The one item of a request was refused, and so the request is. */
export function writeRefusal({ code, problems }: Refusal, request: WireRequest): WireAnswer {
  const status = STATUS_BY_REFUSAL[code];
  const { meaning: title, isRetryable } = REFUSALS[code];
  const detail = problems.map(sentenceOf).join(' ');
  const body = { ...problem(code, { status, title, detail, isRetryable }, request), errors: problems.map(wireError) };
  return { status, body: JSON.stringify(body), contentType: PROBLEM_TYPE };
}

/** One problem of one item. */
export function wireError(problem: Problem) {
  const { code, pointer, expected, given } = problem;
  return { code, pointer, expected, given, detail: sentenceOf(problem), retryable: REFUSALS[code].isRetryable };
}

type ProblemFields = Kind & { detail: string; isRetryable: boolean };

/** The members that every problem of this wire has. */
export function problem(code: string, fields: ProblemFields, request: Pick<WireRequest, 'id'>) {
  const { status, title, detail, isRetryable } = fields;
  return {
    type: `urn:bulkhead:problem:${code}`,
    title,
    status,
    detail,
    code,
    retryable: isRetryable,
    request_id: request.id,
  };
}

function writeFault(isRetryable: boolean, request: WireRequest): WireAnswer {
  const status = isRetryable ? 503 : 500;
  const title = isRetryable ? 'The server cannot answer right now.' : 'The server failed.';
  const detail = isRetryable
    ? 'Send the request again, with the same idempotency key.'
    : 'Whether it was done is not known; the request id names the event in the log of the server.';
  const body = problem('fault', { status, title, detail, isRetryable }, request);
  return { status, body: JSON.stringify(body), contentType: PROBLEM_TYPE };
}

/** What a request error may tell besides: every problem of a body, and the bound that was passed. */
function shown(details: unknown): object {
  if (typeof details !== 'object' || details === null) return {};
  const { problems, limit, ...rest } = details as { problems?: readonly Problem[]; limit?: number; state?: string };
  const { state, uploaded_bytes } = rest as { state?: string; uploaded_bytes?: number };
  return { errors: problems?.map(wireError), limit, state, uploaded_bytes };
}
