/**
 * The contract of a dialect: one folder that turns one wire into drafts and outcomes back into that wire.
 * A dialect reads, writes and names errors; it never stores, decides or retries, and it knows no other dialect.
 * http/ serves whatever stands in dialects/index.ts by this contract alone.
 * See CONTRIBUTING.md for how to add one.
 */
import type { Account, Caller, KeyRing, Scope } from '../core/accounts.ts';
import type { Batch, BatchEcho } from '../core/batch.ts';
import type { CatalogStore } from '../core/catalog/catalog.ts';
import type { EndpointStore, WebhookShape } from '../core/endpoints.ts';
import type { ImportDesk, RowReader } from '../core/imports/desk.ts';
import type { Taken } from '../core/intake.ts';
import type { JobStore } from '../core/jobs.ts';
import { LIMITS } from '../core/limits.ts';
import type { MasterStore } from '../core/masters.ts';
import type { Outcome } from '../core/outcome.ts';
import type { OrderReader } from '../core/queries.ts';
import type { RegisterStore } from '../core/register/register.ts';
import type { Parcel } from '../core/shipments/parcel.ts';
import type { ParcelReader } from '../core/shipments/parcel-query.ts';
import type { SupplyStore } from '../core/supply/supplier-order.ts';
import type { DialectReference } from './reference.ts';

export type WireRequest = {
  /** Ours, or the caller's X-Request-Id; in every log line. */
  id: string;
  method: string;
  /** As sent, without the query; not lower-cased. */
  path: string;
  /** Named segments of the route's path, decoded once, in their own case. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** Decompressed; empty when there was none, and while `authenticate` runs: nobody unknown is read. */
  body: Buffer;
};

export type WireAnswer = {
  status: number;
  headers?: Readonly<Record<string, string>>;
  /** Undefined for an answer without a body and without a Content-Type. */
  body?: string | Buffer | undefined;
  /** Default `application/json; charset=utf-8`. */
  contentType?: string | undefined;
};

/** What a route may use beside the request. */
export type RouteContext = {
  request: WireRequest;
  caller: Caller;
  orders: OrderReader;
  endpoints: EndpointStore;
  /** What was and will be delivered to endpoints. */
  jobs: Pick<JobStore, 'saveJobs' | 'listJobs' | 'restartJob'>;
  masters: MasterStore;
  parcels: ParcelReader;
  register: RegisterStore;
  catalog: CatalogStore;
  supply: SupplyStore;
  /** The label of a parcel, as a PDF. */
  drawLabel(parcel: Parcel): Promise<Buffer>;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** Base of absolute URLs, without a trailing slash. */
  publicUrl: string;
};

/** What a reading route may use besides. */
export type QueryContext = RouteContext & {
  /** The idempotency key the call bears, and when it was used first: what is made under it may be named by both. */
  asked: { key: string; firstAt: number } | null;
  bounds: ServerBounds;
  imports: ImportDesk;
  /** Names of wires whose orders an import may hold. */
  shapes: readonly string[];
  /**
   * For a route that waits: resolves after so long with true, or at once with false when the caller has hung up or the
   * server drains. Throws 'unavailable' when too many wait already.
   */
  pause(milliseconds: number): Promise<boolean>;
};

/** What a route of streams may use besides; its request's `body` stays empty. */
export type StreamContext = QueryContext & {
  /**
   * The body, decompressed, piece by piece and no faster than it is taken. Throws 'body_malformed', 'body_encoding',
   * 'body_too_large'.
   */
  input: AsyncIterable<Buffer>;
  /** As the batch spine takes in: outcomes after their commit. */
  takeIn(batch: Batch): Promise<Taken>;
  /** What an error means once the answer has begun; a fault of ours is told to the operator. */
  failureOf(error: unknown): Failure;
  /** Aborted once the server drains: what is under way is finished, and nothing more is read. */
  draining: AbortSignal;
};

/** An answer that may be longer than anything that is held: its pieces are asked for as fast as they are sent. */
export type StreamAnswer = Omit<WireAnswer, 'body'> & { body?: string | Buffer | AsyncIterable<string> | undefined };

/** How the server was configured. */
export type ServerBounds = { bodyBytesMax: number; requestsPerMinute: number };

type RouteBase = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * Below the dialect's prefix, `{name}` for a segment: `/orders/{orderId}`; a word may follow it, `{orderId}:hold`.
   * Matched without regard to case, a trailing or a doubled slash.
   */
  path: string;
  scope: Scope;
};

/** A writing route: it goes through the batch spine, whether it takes one order or many. */
export type BatchRoute = RouteBase & {
  kind: 'batch';
  /** Throws a RequestError when the request as a whole cannot be read; then nothing is stored. */
  read(context: RouteContext): Batch | Promise<Batch>;
  /** Outcomes in the order of the batch's items, after their commit. */
  write: (outcomes: readonly Outcome[], echo: BatchEcho, context: RouteContext) => WireAnswer | Promise<WireAnswer>;
  /** It does more than its batch: under an Idempotency-Key its answer is kept as a whole. */
  isKeptWhole?: boolean;
};

export type QueryRoute = RouteBase & {
  kind: 'query';
  answer(context: QueryContext): StreamAnswer | Promise<StreamAnswer>;
};

/** A route whose body, answer, or both are read and written piece by piece. */
export type StreamRoute = RouteBase & {
  kind: 'stream';
  answer(context: StreamContext): Promise<StreamAnswer>;
  /** It reads the Idempotency-Key itself; for every other writing route that is no batch the spine does. */
  hasReceipts?: boolean;
};

export type Route = BatchRoute | QueryRoute | StreamRoute;

/** Calls of one key in the running minute of the clock, for dialects that tell it on every answer. */
export type Usage = { limit: number; remaining: number; resetSeconds: number };

/**
 * What a setting's value is: `zone` an IANA time zone, `secret` a text that is never shown, `flag` true or false, `choice`
 * one of a few words, `choices` some of them, `ids` whole numbers.
 */
export type DialectSetting =
  | { kind: 'zone' | 'text' | 'secret' | 'number' | 'flag' | 'ids'; about: string }
  | { kind: 'choice' | 'choices'; choices: readonly string[]; about: string };

/** What a newcomer sends first; the first start prints it as a line to paste. */
export type DialectExample = {
  /** Below the dialect's prefix; it is sent with POST as JSON. */
  path: string;
  body: unknown;
  /** How a caller of this wire states a key pair. */
  headers(pair: { keyId: string; secret: string }): Readonly<Record<string, string>>;
};

export interface Dialect {
  /** Its folder, its name in `extras` and in an account's settings. */
  readonly name: string;
  /** The first segment of its paths; its name when absent. */
  readonly prefix?: string;
  readonly routes: readonly Route[];
  /** What an account may set by `bulkhead settings set <dialect>.<name> <value>`; read back by `dialectSettings`. */
  readonly settings?: Readonly<Record<string, DialectSetting>>;
  readonly example?: DialectExample;
  /** What the reference shows of it; without one it has no document. */
  readonly reference?: DialectReference;
  /** The caller, or a RequestError 'unauthorized'. A wrong secret costs what a right one costs. */
  authenticate(request: WireRequest, keys: KeyRing): Promise<Caller>;
  /** Every failure of the server in the vendor's shape; `fault` is ours and its text is never shown. */
  writeFailure(failure: Failure, request: WireRequest): WireAnswer;
  /** How many calls a key may make in a minute of the clock; undefined: as the server is configured. */
  callsPerMinute?(account: Account): number | undefined;
  /** Headers of the vendor on every answer, failures included. */
  answerHeaders?(usage: Usage, answer: WireAnswer): Readonly<Record<string, string>>;
  /** How its orders are read from a file. */
  readonly rows?: RowReader;
  /** What it tells the endpoints that were made through it. */
  readonly webhooks?: WebhookShape;
  /** What an operator may import besides orders, by kind: what to keep under which name, or what is wrong with it. */
  readonly masters?: Readonly<Record<string, (stated: unknown) => ReadMaster>>;
}

/** A master as it was stated; without a name it gets the next number. */
export type ReadMaster = { name: string | null; value: object } | { problems: readonly string[] };

/** What can be wrong with a request as a whole. */
export type RequestErrorCode =
  | 'unauthorized'
  | 'scope_missing'
  | 'route_unknown'
  | 'method_unknown'
  | 'record_unknown'
  | 'parameter_invalid'
  | 'body_malformed'
  | 'body_wrong_kind'
  | 'body_invalid'
  | 'body_too_large'
  | 'body_encoding'
  | 'items_too_many'
  | 'items_missing'
  | 'receipt_key_invalid'
  | 'receipt_differs'
  | 'receipt_busy'
  | 'state_unfit'
  | 'rate_limited'
  | 'unavailable';

export type Failure = RequestError | Fault;

/** The whole request is refused and nothing was stored. `message` is for the caller; it names what was expected and given. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: RequestErrorCode;
  /** A field, a parameter or a pointer, when one is to blame. */
  readonly field: string | undefined;
  /** For the dialect's own failure writer. */
  readonly details: unknown;

  constructor(code: RequestErrorCode, message: string, extra: { field?: string; details?: unknown } = {}) {
    super(message);
    this.code = code;
    this.field = extra.field;
    this.details = extra.details;
  }
}

/** Ours: a bug or a broken store. The caller learns the request id and whether to come back, nothing else. */
export type Fault = { code: 'fault'; isRetryable: boolean };

/** The dialect's own settings of an account, e.g. its time zone. */
export function dialectSettings(account: Account, name: string): Readonly<Record<string, unknown>> {
  return account.settings.dialects?.[name] ?? {};
}

const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/** The Idempotency-Key as sent, for `Batch.receiptKey`; null without the header. Throws 'receipt_key_invalid'. */
export function receiptKeyOf(request: Pick<WireRequest, 'headers'>): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (key.length <= LIMITS.receiptKeyCharsMax && PRINTABLE_ASCII.test(key)) return key;
  const given = PRINTABLE_ASCII.test(key)
    ? `${key.length} characters`
    : key === ''
      ? 'an empty text'
      : 'other characters';
  const expected = `1 to ${LIMITS.receiptKeyCharsMax} printable ASCII characters`;
  throw new RequestError('receipt_key_invalid', `Idempotency-Key: expected ${expected}, got ${given}.`, {
    field: 'Idempotency-Key',
  });
}
