/**
 * A request's bytes as JSON. A byte order mark in front is tolerated; anything else that is no JSON is one
 * RequestError that says where, and nothing of the request is stored.
 * Called by every route that takes a body.
 */
import { isUtf8 } from 'node:buffer';
import { RequestError } from '../dialect.ts';
import { findSyntaxError } from '../json-syntax.ts';
import { describeValue } from '../schema.ts';

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

export type JsonBody = { bytes: Buffer; value: unknown };

export function readJson(body: Buffer): JsonBody {
  const bytes = body.subarray(0, 3).equals(BYTE_ORDER_MARK) ? body.subarray(3) : body;
  if (!isUtf8(bytes)) throw malformed('expected JSON in UTF-8, got bytes that are no UTF-8');
  const text = bytes.toString('utf8');
  try {
    return { bytes, value: JSON.parse(text) };
  } catch {
    throw malformed(explained(text));
  }
}

/** The same, but no body at all is null. */
export function readOptionalJson(body: Buffer): unknown {
  return isBlank(body) ? null : readJson(body).value;
}

/** Nothing at all, null and an empty list, as PHP writes an object without fields, state no fields. */
export function readFields(body: Buffer, expected = 'an object'): Readonly<Record<string, unknown>> {
  const value = readOptionalJson(body);
  if (value === null || isEmptyList(value)) return {};
  if (!isObject(value)) throw wrongKind(expected, value);
  return value;
}

export function wrongKind(expected: string, value: unknown): RequestError {
  return new RequestError('body_wrong_kind', `body: expected ${expected}, got ${describeValue(value)}`);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Some callers write an empty object as an empty list. */
export function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isBlank(body: Buffer): boolean {
  return body.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

function malformed(message: string): RequestError {
  return new RequestError('body_malformed', `body: ${message}`);
}

function explained(text: string): string {
  const { at } = findSyntaxError(text);
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  if (at >= text.length && text.trim() === '') return 'expected JSON, got nothing';
  const given =
    at >= text.length ? 'the end of the body' : describeValue(String.fromCodePoint(text.codePointAt(at) ?? 0));
  return `is not JSON: unexpected ${given} at line ${line}, column ${column}`;
}
