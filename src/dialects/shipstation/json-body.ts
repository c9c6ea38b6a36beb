/**
 * A request's bytes as JSON, or as the form that says the same. A byte order mark in front is tolerated (quirk 1);
 * anything else that is no JSON in UTF-8 is one RequestError that says where, and nothing of the request is stored.
 * Called by every route that takes a body.
 */
import { isUtf8 } from 'node:buffer';
import { RequestError, type WireRequest } from '../dialect.ts';
import { findSyntaxError, type Level } from '../json-syntax.ts';
import { describeValue } from '../schema.ts';
import { parameterOf } from './failures.ts';
import { valueOfForm } from './form-body.ts';

const BYTE_ORDER_MARK = '\ufeff';
const PLAIN_NAME = /^[^.[\]' ]+$/;
/** A message for a person: the outermost levels tell where to look. */
const LEVELS_TOLD_MAX = 8;
const FORM = /^application\/x-www-form-urlencoded\b/i;

export type JsonBody = { text: string; value: unknown };

export function readJson(request: WireRequest): JsonBody {
  const type = request.headers['content-type'] ?? '';
  const field = parameterOf(request);
  if (!isUtf8(request.body)) {
    throw new RequestError('body_encoding', 'Expected JSON in UTF-8, but other bytes were given.', { field });
  }
  const whole = request.body.toString('utf8');
  if (FORM.test(type)) return readForm(whole, field);
  const text = whole.startsWith(BYTE_ORDER_MARK) ? whole.slice(1) : whole;
  try {
    return { text, value: JSON.parse(text) };
  } catch {
    throw new RequestError('body_malformed', explained(text), { field });
  }
}

/** `text`: as JSON would have said it, so that what is wrong is told in the same places. */
function readForm(form: string, field: string): JsonBody {
  const read = valueOfForm(form);
  if ('value' in read) return { text: JSON.stringify(read.value), value: read.value };
  throw new RequestError('body_malformed', `Expected a form that can be read, but ${read.problem}.`, { field });
}

/** In the words of the vendor's JSON reader: lines and positions count from 1. */
export function placeAt(text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `line ${before.split('\n').length}, position ${offset - before.lastIndexOf('\n')}.`;
}

function explained(text: string): string {
  if (text.trim() === '') return 'Expected a body in JSON, but nothing was given.';
  const { at, levels } = findSyntaxError(text);
  const place = `Path '${pathOf(levels)}', ${placeAt(text, at)}`;
  if (at >= text.length) return `Unexpected end when reading JSON. ${place}`;
  const given = describeValue(String.fromCodePoint(text.codePointAt(at) ?? 0));
  return `Unexpected character encountered while reading JSON: ${given}. ${place}`;
}

/** In the vendor's notation: `[3].items[0].quantity`. */
export function pathOf(levels: readonly Level[]): string {
  return levels.slice(0, LEVELS_TOLD_MAX).reduce((path, { isObject, name, index }) => {
    if (!isObject) return `${path}[${index}]`;
    if (name === '') return path;
    const told = name.slice(0, 80);
    return PLAIN_NAME.test(told) ? `${path}${path === '' ? '' : '.'}${told}` : `${path}['${told}']`;
  }, '');
}
