/**
 * The body of a request as a JSON value. UTF-8 with or without a byte order mark; what is no JSON is told with the
 * place where it breaks. An empty body stands for `{}` where a route needs nothing.
 * Throws 'body_malformed'; called by every route that has a body.
 */

import type { Problem } from '../../core/outcome.ts';
import { RequestError, type RequestErrorCode, type WireRequest } from '../dialect.ts';
import { findSyntaxError } from '../json-syntax.ts';
import { type Check, escapePointer } from '../schema.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

export function readJson({ body }: Pick<WireRequest, 'body'>): unknown {
  const text = decode(body);
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw syntaxError(text);
  }
}

function syntaxError(text: string): RequestError {
  const { at, levels } = findSyntaxError(text);
  const before = text.slice(0, at).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  const pointer = levels.map(({ isObject, name, index }) => `/${escapePointer(isObject ? name : index)}`).join('');
  const given = at >= text.length ? 'its end' : JSON.stringify(text.charAt(at));
  return new RequestError('body_malformed', `The body is not JSON: ${place} cannot hold ${given}.`, { field: pointer });
}

/** Throws 'body_invalid' with every problem, or with the code that stands for the kind of the body as a whole. */
export function checkedBody<T>(value: unknown, check: Check<T>): T {
  const checked = check(value, '');
  if ('value' in checked) return checked.value;
  throw bodyError(checked.problems);
}

function bodyError(problems: readonly [Problem, ...Problem[]]): RequestError {
  const [first] = problems;
  const code: RequestErrorCode = first.pointer === '' ? 'body_wrong_kind' : 'body_invalid';
  const field = first.pointer === '' ? {} : { field: first.pointer };
  return new RequestError(code, sentenceOf(first), { ...field, details: { problems } });
}

/** `/lines/0/quantity: expected an integer, got "two".` */
export function sentenceOf({ pointer, expected, given }: Problem): string {
  return pointer === '' ? `Expected ${expected}, got ${given}.` : `${pointer}: expected ${expected}, got ${given}.`;
}

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new RequestError('body_malformed', 'The body is not UTF-8.');
  }
}
