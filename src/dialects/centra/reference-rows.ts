/**
 * How a row of this wire's reference is written: parameters by kind, and what every reading and every writing route has
 * in common. Errors of the wire answer 200 with `status: "no"` (quirk 2), so every row has both.
 * Used by the files of the reference alone.
 */
import type { ParameterDoc, RouteDoc } from '../reference.ts';
import { type TSchema, Type } from '../type-box.ts';
import * as answers from './reference-answers.ts';

export const text = (about: string): ParameterDoc => ({ schema: Type.String(), about });
export const whole = (about: string): ParameterDoc => ({ schema: Type.Integer({ minimum: 0 }), about });
export const date = (about: string): ParameterDoc => text(`${about} YYYY-mm-dd or YYYY-mm-dd HH:MM:SS.`);

export const created = {
  newer_than: date('Then or later.'),
  older_than: date('Before then.'),
};
export const window = { limit: whole('Entries of a page.'), offset: whole('Entries to pass over.') };
export const headers = {
  'Idempotency-Key': text('Ours: a retry under the same key answers what was done again and does the rest.'),
};

const answering = (schema: TSchema): RouteDoc['answers'] => ({
  200: { about: 'As asked, or what is wrong.', schema: Type.Union([schema, answers.No]) },
});
export const reading = (summary: string, schema: TSchema, query: RouteDoc['query'] = {}): RouteDoc => ({
  summary,
  query,
  answers: answering(schema),
});
export const writing = (summary: string, schema: TSchema, body?: RouteDoc['body']): RouteDoc => ({
  summary,
  headers,
  ...(body === undefined ? {} : { body }),
  answers: answering(schema),
});
