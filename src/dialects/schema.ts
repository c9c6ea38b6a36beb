/**
 * The schema library, wrapped once for all dialects: a TypeBox schema is the type, the validator and the document of
 * a wire. One compiled validator runs per order; only what it rejects takes the slow path, where values that the
 * vendor also binds (other key case, numbers as text) are put right and checked again.
 * All that can be wrong with one value is said by its schema, so turning a checked value into a draft cannot fail.
 * Formats: `amount` (numbers that fit 1/10,000 exactly), `moment` (date or date and time), `zoned-time`, `date`, `country`.
 */
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { amountFromNumber } from '../core/amount.ts';
import type { Problem, RefusalCode } from '../core/outcome.ts';
import { isCalendarDate, isWallText } from '../core/wall-text.ts';
import { momentFromZonedText } from '../core/zoned-time.ts';
import { type Static, type TSchema, Type } from './type-box.ts';

/** How a vendor's own reader bends values before it complains. */
export type Leniency = {
  /** Nothing is bent: for a wire of our own, whose callers are told. */
  isExact?: boolean;
  /**
   * `customfield1` for customField1, and `Ounces` for a choice of ounces. Names nobody knows are left out. The
   * schema's objects must then say `additionalProperties: false`: that is what tells a name in another case.
   */
  isCaseInsensitive?: boolean;
  /** An empty text is null where the field may be null and is no free text: a number, a choice, a date, true or false. */
  hasEmptyNulls?: boolean;
  /** 1 and 0 for true and false. */
  hasNumericBooleans?: boolean;
  /** Other spellings of a date, as an ISO text; null when it is none. */
  momentFromOther?: (text: string) => string | null;
};

export type Checked<T> = { value: T } | { problems: readonly [Problem, ...Problem[]] };
export type Check<T> = (value: unknown, pointer: string) => Checked<T>;

/** Keeps the type a flat list: a union with null is several times slower and reports every branch's error. */
export function Nullable<S extends TSchema>(schema: S) {
  const flat = schema as unknown as { type: string | readonly string[]; enum?: readonly unknown[] };
  const values = flat.enum === undefined ? {} : { enum: [...flat.enum, null] };
  return Type.Unsafe<Static<S> | null>({ ...schema, ...values, type: [flat.type, 'null'].flat() });
}

/** An optional field that may also be null: both mean absent. */
export function Maybe<S extends TSchema>(schema: S) {
  return Type.Optional(Nullable(schema));
}

export function Choice<const T extends readonly string[]>(values: T) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });
}

export const Amount = Type.Number({ format: 'amount' });
export const MomentText = Type.String({ format: 'moment' });
export const ZonedTime = Type.String({ format: 'zoned-time' });
export const DateText = Type.String({ format: 'date' });
export const Country = Type.String({ format: 'country' });

// Not `ownProperties`: it doubles the cost of a check, and no wire has a field named as one of Object.prototype.
const ajv = newAjv({ allErrors: false });
const ajvOfAll = newAjv({ allErrors: true });

/** Entries of arrays, over a whole value, whose problems are told. */
const ENTRIES_TOLD_MAX = 200;
/** More than any dialect tells in one message. */
const PROBLEMS_TOLD_MAX = 100;

function newAjv(options: { allErrors: boolean }): Ajv2020 {
  // Schemas are ours and held to the standard by a test; compiling the standard's own took longer than all of ours.
  const standard = { meta: false, validateSchema: false };
  const one = new Ajv2020({ ...options, ...standard, strict: false, verbose: true, validateFormats: true });
  one.addFormat('amount', { type: 'number', validate: (value: number) => amountFromNumber(value) !== null });
  one.addFormat('moment', { type: 'string', validate: isWallText });
  one.addFormat('zoned-time', { type: 'string', validate: (text: string) => momentFromZonedText(text) !== null });
  one.addFormat('date', { type: 'string', validate: isCalendarDate });
  one.addFormat('country', { type: 'string', validate: (text: string) => /^[A-Za-z]{2}$/.test(text) });
  return one;
}

const EXPECTED_BY_FORMAT: Readonly<Record<string, string>> = {
  amount: 'a number with at most four decimals, below 100 billion',
  moment: 'a date and time, YYYY-MM-DD hh:mm:ss',
  'zoned-time':
    'a date and time with an offset or a zone: 2026-11-20T09:30:00+01:00 or 2026-11-20T09:30:00[Europe/Stockholm]',
  date: 'a date, YYYY-MM-DD',
  country: 'a two-letter country code (ISO 3166), such as US',
};

/**
 * A check of one order (or other body part). The pointer is the prefix of every problem's pointer. All problems are
 * told, but only of the first entries of arrays: a body of nothing but mistakes costs no more than a right one.
 */
export function compileCheck<S extends TSchema>(schema: S, leniency: Leniency = {}): Check<Static<S>> {
  // At the first value, the second at the first fault: compiled all at once they were half of the time a start takes.
  const firstFault = once(() => ajv.compile<Static<S>>(schema));
  const allFaults = once(() => ajvOfAll.compile<Static<S>>(schema));
  const shape = schema as unknown as Shape;
  return (value, pointer) => {
    const validate = firstFault();
    if (validate(value)) return { value };
    const bent = leniency.isExact ? value : bend(value, shape, leniency);
    if (!leniency.isExact && validate(bent)) return { value: bent };
    const [first] = validate.errors ?? [];
    if (first === undefined) throw new Error('a failed validation must name an error');
    const validateAll = allFaults();
    validateAll(shortened(bent, shape, { entries: ENTRIES_TOLD_MAX }));
    return { problems: problemsOf(first, validateAll.errors ?? [], pointer) };
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The first error may lie beyond the entries that were looked at, or be that an array is too long. */
function problemsOf(first: ErrorObject, all: readonly ErrorObject[], pointer: string): [Problem, ...Problem[]] {
  const problem = problemOf(first, pointer);
  const others = all.slice(0, PROBLEMS_TOLD_MAX).map((error) => problemOf(error, pointer));
  return [problem, ...others.filter(({ code, pointer: at }) => code !== problem.code || at !== problem.pointer)];
}

/** A copy that follows the schema and holds no more than so many entries of arrays. */
function shortened(value: unknown, shape: Shape, left: { entries: number }): unknown {
  const { items, properties = {} } = shape;
  if (Array.isArray(value)) {
    if (items === undefined) return value;
    const kept = value.slice(0, left.entries);
    left.entries -= kept.length;
    return kept.map((entry) => shortened(entry, items, left));
  }
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(value)) {
    if (name === '__proto__') continue;
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    copy[name] = property === undefined ? entry : shortened(entry, property, left);
  }
  return copy;
}

/** What was given, short enough for a message and without more of the caller's data than needed. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 76)}..."`;
}

export function escapePointer(segment: string | number): string {
  return String(segment).replaceAll('~', '~0').replaceAll('/', '~1');
}

function problemOf(error: ErrorObject, pointer: string): Problem {
  const at = `${pointer}${error.instancePath}`;
  if (error.keyword === 'required') {
    const missing = escapePointer(String(error.params.missingProperty));
    return { code: 'field_required', pointer: `${at}/${missing}`, expected: 'a value', given: 'nothing' };
  }
  if (error.keyword === 'additionalProperties') {
    const unknown = String(error.params.additionalProperty);
    const given = describeValue((error.data as Record<string, unknown>)[unknown]);
    const expected = `a known field${suggestion(unknown, Object.keys(error.parentSchema?.properties ?? {}))}`;
    return { code: 'field_unknown', pointer: `${at}/${escapePointer(unknown)}`, expected, given };
  }
  const isItem = error.instancePath === '' && error.keyword === 'type';
  const isNull = error.keyword === 'type' && error.data === null;
  const code: RefusalCode = isItem ? 'item_malformed' : isNull ? 'field_required' : codeOf(error);
  return { code, pointer: at, expected: expectedBy(error), given: describeValue(error.data) };
}

/** The known name that differs by its case, its separators, or one or two characters. */
function suggestion(unknown: string, names: readonly string[]): string {
  const plain = (name: string) => name.replaceAll(/[_-]/g, '').toLowerCase();
  const near =
    names.find((name) => plain(name) === plain(unknown)) ?? names.find((name) => isNear(plain(name), plain(unknown)));
  return near === undefined ? '' : `, such as ${near}`;
}

/** One inserted, lost or changed character, or two neighbors exchanged. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || Math.min(a.length, b.length) < 3) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from += 1;
  const [restA, restB] = [a.slice(from), b.slice(from)];
  const isSwapped = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  return isSwapped || restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1);
}

function codeOf(error: ErrorObject): RefusalCode {
  if (error.keyword === 'type') return 'field_type';
  // An amount may be a text as well, where a pattern stands for the format.
  const isAmount = error.parentSchema?.format === 'amount' && /^[+-]?\d/.test(String(error.data));
  return isAmount && (error.keyword === 'format' || error.keyword === 'pattern') ? 'amount_inexact' : 'field_value';
}

function expectedBy(error: ErrorObject): string {
  const { params } = error;
  switch (error.keyword) {
    case 'type':
      return [params.type]
        .flat()
        .filter((type) => type !== 'null')
        .map(articled)
        .join(' or ');
    case 'enum':
      return `one of ${(params.allowedValues as unknown[]).filter((value) => value !== null).join(', ')}`;
    case 'pattern':
      return statedBy(error);
    case 'minimum':
      return `at least ${params.limit}`;
    case 'maximum':
      return `at most ${params.limit}`;
    case 'format':
      return EXPECTED_BY_FORMAT[params.format] ?? params.format;
    case 'maxLength':
      return `at most ${params.limit} characters`;
    case 'minLength':
      return params.limit === 1 ? 'a text that is not empty' : `at least ${params.limit} characters`;
    case 'maxItems':
      return `at most ${params.limit} entries`;
    case 'minItems':
      return `at least ${params.limit} entries`;
    default:
      return error.message?.replace(/^must /, '') ?? error.keyword;
  }
}

/** A schema with a pattern says in `expected` what the pattern stands for. */
function statedBy(error: ErrorObject): string {
  const { expected } = error.parentSchema ?? {};
  return typeof expected === 'string' ? expected : `a text like ${error.params.pattern}`;
}

function articled(type: string): string {
  return /^[aio]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** What the bending needs to know of a schema. */
type Shape = {
  type?: string | readonly string[];
  format?: string;
  enum?: readonly unknown[];
  properties?: Readonly<Record<string, Shape>>;
  items?: Shape;
};

/** A copy of the value as the vendor would have bound it; what cannot be bent stays as it is. */
function bend(value: unknown, shape: Shape, leniency: Leniency): unknown {
  const { items } = shape;
  if (typeof value === 'string') return bendText(value, shape, leniency);
  if (Array.isArray(value)) return items === undefined ? value : value.map((entry) => bend(entry, items, leniency));
  if (typeof value === 'object' && value !== null) return bendObject(value, shape, leniency);
  if (typeof value === 'number' && isOf(shape, 'string') && !isOf(shape, 'number')) return String(value);
  if (leniency.hasNumericBooleans && isOf(shape, 'boolean') && (value === 0 || value === 1)) return value === 1;
  return value;
}

function isOf({ type }: Shape, name: string): boolean {
  return type === name || (Array.isArray(type) && type.includes(name));
}

function bendText(text: string, shape: Shape, leniency: Leniency): unknown {
  const isString = isOf(shape, 'string');
  if (isString && shape.format === undefined && shape.enum === undefined) return text;
  if (text === '' && leniency.hasEmptyNulls && isOf(shape, 'null')) return null;
  if (shape.enum !== undefined) return bendChoice(text, shape.enum, leniency);
  if (isString) {
    if (shape.format !== 'moment' && shape.format !== 'date') return text;
    return leniency.momentFromOther?.(text) ?? text;
  }
  const trimmed = text.trim();
  if (isOf(shape, 'number') || isOf(shape, 'integer')) {
    return /^[+-]?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : text;
  }
  if (!isOf(shape, 'boolean')) return text;
  if (/^(true|false)$/i.test(trimmed)) return trimmed.toLowerCase() === 'true';
  return leniency.hasNumericBooleans && /^[01]$/.test(trimmed) ? trimmed === '1' : text;
}

function bendChoice(text: string, choices: readonly unknown[], leniency: Leniency): unknown {
  if (!leniency.isCaseInsensitive) return text;
  const lower = text.toLowerCase();
  return choices.find((choice) => typeof choice === 'string' && choice.toLowerCase() === lower) ?? text;
}

function bendObject(value: object, shape: Shape, leniency: Leniency): unknown {
  const { properties = NO_PROPERTIES } = shape;
  const bent: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    const name = Object.hasOwn(properties, key) ? key : nameMeant(key, properties, leniency);
    // An exactly spelled key wins over another spelling of it.
    if (name === null || (name !== key && Object.hasOwn(value, name))) continue;
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    bent[name] = property === undefined ? entry : bend(entry, property, leniency);
  }
  return bent;
}

/** The name an unknown key stands for; null when it is left out, as `__proto__` is, for it would be no key of a copy. */
function nameMeant(key: string, properties: NonNullable<Shape['properties']>, leniency: Leniency): string | null {
  if (leniency.isCaseInsensitive) return lowerNamesOf(properties).get(key.toLowerCase()) ?? null;
  return key === '__proto__' ? null : key;
}

const NO_PROPERTIES: NonNullable<Shape['properties']> = {};
const lowerNames = new WeakMap<object, ReadonlyMap<string, string>>();

/** The names of a schema by their lower case, found once. */
function lowerNamesOf(properties: object): ReadonlyMap<string, string> {
  const known = lowerNames.get(properties);
  if (known !== undefined) return known;
  const names = new Map(Object.keys(properties).map((name) => [name.toLowerCase(), name]));
  lowerNames.set(properties, names);
  return names;
}
