/**
 * Query parameters: each with its schema for the reference and its reading. One that is not known, or cannot be
 * understood, is an error that names it: an ignored filter would hand the caller orders that were not asked for.
 * Throws 'parameter_invalid'. Used by the reading routes.
 */
import { momentFromZonedText } from '../../core/zoned-time.ts';
import { RequestError } from '../dialect.ts';
import { Choice, describeValue, ZonedTime } from '../schema.ts';
import { type TSchema, Type } from '../type-box.ts';

export type Parameter<T> = {
  schema: TSchema;
  about: string;
  expected: string;
  /** Undefined when the text is not what is expected. */
  read(text: string): T | undefined;
};

type Values<P> = { [K in keyof P]?: P[K] extends Parameter<infer T> ? T : never };

export function readQuery<P extends Readonly<Record<string, Parameter<unknown>>>>(
  query: URLSearchParams,
  parameters: P,
): Values<P> {
  const values: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const given = query.getAll(name);
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (parameter === undefined)
      throw invalid(name, `one of the parameters ${Object.keys(parameters).join(', ')}`, name);
    const [text = '', ...others] = given;
    if (others.length > 0) throw invalid(name, 'the parameter once', `it ${given.length} times`);
    const value = parameter.read(text);
    if (value === undefined) throw invalid(name, parameter.expected, describeValue(text));
    values[name] = value;
  }
  return values as Values<P>;
}

export function invalid(name: string, expected: string, given: string): RequestError {
  return new RequestError('parameter_invalid', `${name}: expected ${expected}, got ${given}.`, { field: name });
}

export function textParameter(about: string): Parameter<string> {
  return { schema: Type.String(), about, expected: 'a text that is not empty', read: (text) => text || undefined };
}

export function numberParameter(about: string, bounds: { from: number; to: number }): Parameter<number> {
  const { from, to } = bounds;
  return {
    schema: Type.Integer({ minimum: from, maximum: to }),
    about,
    expected: `a whole number from ${from} to ${to}`,
    read(text) {
      const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
      return value >= from && value <= to ? value : undefined;
    },
  };
}

export function choiceParameter<const T extends readonly string[]>(about: string, values: T): Parameter<T[number]> {
  const read = (text: string) => values.find((value) => value === text);
  return { schema: Choice(values), about, expected: `one of ${values.join(', ')}`, read };
}

/** Several, with commas between them. */
export function choicesParameter<const T extends readonly string[]>(
  about: string,
  values: T,
): Parameter<readonly T[number][]> {
  const isKnown = (text: string): text is T[number] => values.some((value) => value === text);
  return {
    schema: Type.Array(Choice(values)),
    about,
    expected: `some of ${values.join(', ')}, with commas between them`,
    read(text) {
      const stated = text.split(',');
      return stated.every(isKnown) ? stated : undefined;
    },
  };
}

export function flagParameter(about: string): Parameter<boolean> {
  const read = (text: string) => (text === 'true' ? true : text === 'false' ? false : undefined);
  return { schema: Type.Boolean(), about, expected: 'true or false', read };
}

/** An instant; the plus of an offset may have become a blank on the way. */
export function timeParameter(about: string): Parameter<number> {
  const expected = 'a time with an offset or a zone, such as 2026-11-20T09:30:00Z';
  const read = (text: string) => momentFromZonedText(text.replace(/ (\d{2}:\d{2}(?:\[|$))/, '+$1'))?.at;
  return { schema: ZonedTime, about, expected, read };
}
