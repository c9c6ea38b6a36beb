/**
 * One request on its way through the server: what is known of it so far, so that a failure at any point and the log
 * line at the end can say it. Made by server.ts, filled in by the spines.
 * Nothing of it outlives the answer.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../core/accounts.ts';
import type { Dialect, Route, Usage, WireRequest } from '../dialects/dialect.ts';
import type { BatchFacts } from '../telemetry/telemetry.ts';
import type { BodyBudget } from './body-budget.ts';
import { NO_BODY } from './read-body.ts';

export type Visit = {
  raw: IncomingMessage;
  response: ServerResponse;
  request: WireRequest;
  /** Milliseconds of a clock that only goes forward. */
  startedAt: number;
  budget: BodyBudget;
  dialect: Dialect | null;
  route: Route | null;
  caller: Caller | null;
  usage: Usage | null;
  /** Once the batch is committed. */
  batch: BatchFacts | null;
};

/** The caller's own, when it can stand in a header and a log line as it is. */
const SANE_ID = /^[\x20-\x7e]{1,128}$/;

export function requestIdOf(raw: IncomingMessage): string {
  const id = raw.headers['x-request-id'];
  return typeof id === 'string' && SANE_ID.test(id) ? id : randomUUID();
}

type Exchange = { raw: IncomingMessage; response: ServerResponse };

export function newVisit({ raw, response }: Exchange, id: string, budget: BodyBudget): Visit {
  const url = targetOf(raw);
  const queryAt = url.indexOf('?');
  const request: WireRequest = {
    id,
    method: raw.method ?? 'GET',
    path: queryAt < 0 ? url : url.slice(0, queryAt),
    params: {},
    query: new URLSearchParams(queryAt < 0 ? '' : url.slice(queryAt + 1)),
    // Only set-cookie comes as a list, and no request bears one.
    headers: raw.headers as Record<string, string | undefined>,
    body: NO_BODY,
  };
  const startedAt = performance.now();
  const unknown = { dialect: null, route: null, caller: null, usage: null, batch: null };
  return { raw, response, request, startedAt, budget, ...unknown };
}

/** Path and query; a proxy may state the whole address. */
function targetOf({ url = '/' }: IncomingMessage): string {
  return url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?]*/i, '');
}
