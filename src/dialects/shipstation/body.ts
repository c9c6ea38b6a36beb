/**
 * The body of a route that takes one object: read, checked by its schema, or answered with what is wrong in the shape
 * of the vendor's framework (quirk 14).
 * Used by the routes that change masters and products; orders have ways of their own.
 */
import { refusalOf } from '../../core/outcome.ts';
import type { RouteContext, WireAnswer } from '../dialect.ts';
import type { Check } from '../schema.ts';
import { modelAnswer } from './failures.ts';
import { readJson } from './json-body.ts';
import { modelStateOf } from './refusals.ts';

/** As the vendor's framework calls the body of these routes. */
const PARAMETER = 'request';

export function bodyOf<T>({ request }: RouteContext, check: Check<T>): { value: T } | { answer: WireAnswer } {
  const checked = check(readJson(request).value, '');
  if ('value' in checked) return checked;
  return { answer: modelAnswer(400, modelStateOf(refusalOf(checked.problems), PARAMETER)) };
}
