/**
 * Codecs: one value of this wire with its schema and both directions, so that what is checked, what is documented,
 * what is read and what is written cannot drift apart. An object's codec names every field of a core type, or it does
 * not compile: a field the core gains must be given its place on the wire.
 * Reading never fails, for the schema has passed. Used by wire.ts alone.
 */
import { type AmountE4, amountFromNumber, amountFromText, textFromAmount } from '../../core/amount.ts';
import type { Moment } from '../../core/time.ts';
import { momentFromZonedText, textFromInstant, zonedTextFromMoment } from '../../core/zoned-time.ts';
import { DateText, Maybe, ZonedTime } from '../schema.ts';
import { type TSchema, Type } from '../type-box.ts';

export type Codec<T> = {
  /** Of what may be stated. */
  schema: TSchema;
  /** Of what is answered. */
  answer: TSchema;
  /** What an absent field, or null, means; absent itself: that there is none. */
  standard?: T;
  /** When it is not the core's name in snake_case. */
  wireName?: string;
  read(value: unknown): T;
  write(value: T): unknown;
};

type Properties = Record<string, TSchema>;
export type ObjectCodec<T> = Codec<T> & { properties: Properties; answerProperties: Properties };

export function plain<T>(schema: TSchema): Codec<T> {
  return { schema, answer: schema, read: (value) => value as T, write: (value) => value };
}

export function named<T>(wireName: string, codec: Codec<T>): Codec<T> {
  return { ...codec, wireName };
}

export function withStandard<T>(standard: T, codec: Codec<T>): Codec<T> {
  return { ...codec, standard };
}

/** RFC 3339, in UTC. */
export const Stamp = Type.String({ format: 'date-time', description: 'In UTC.' });
export const flag = plain<boolean>(Type.Boolean());
export const text = plain<string>(Type.String());
export const date = plain<string>(DateText);

/** Digits as they are, in both directions; a JSON number is taken where it is exact. */
export const money: Codec<AmountE4> = {
  schema: Type.Unsafe<string | number>({
    type: ['string', 'number'],
    format: 'amount',
    pattern: '^-?[0-9]{1,11}(\\.[0-9]{1,4})?$',
    expected: 'a decimal with at most four decimals, below 100 billion, such as "14.50"',
    examples: ['14.50'],
  }),
  answer: Type.String({ pattern: '^-?[0-9]+\\.[0-9]{2,4}$', examples: ['14.50'] }),
  read(value) {
    const amount = typeof value === 'number' ? amountFromNumber(value) : amountFromText(value as string);
    if (amount === null) throw new Error('the schema must have checked that the value is an amount');
    return amount;
  },
  write: textFromAmount,
};

/** What lowers a total is stated without a sign. */
export const moneyOff: Codec<AmountE4> = {
  ...money,
  schema: Type.Unsafe<string | number>({
    ...money.schema,
    minimum: 0,
    pattern: '^[0-9]{1,11}(\\.[0-9]{1,4})?$',
    expected: 'a decimal from 0 with at most four decimals, below 100 billion, such as "14.50"',
  }),
};

export const time: Codec<Moment> = {
  schema: ZonedTime,
  answer: ZonedTime,
  read(value) {
    const moment = momentFromZonedText(value as string);
    if (moment === null) throw new Error('the schema must have checked that the text is a time');
    return moment;
  },
  write: zonedTextFromMoment,
};

/** A stamp of our own clock; nobody states one. */
export const instant: Codec<number> = {
  schema: Stamp,
  answer: Stamp,
  read: (value) => Date.parse(value as string),
  write: textFromInstant,
};

export function list<T>(entry: Codec<T>, entriesMax: number): Codec<readonly T[]> {
  return {
    schema: Type.Array(entry.schema, { maxItems: entriesMax }),
    answer: Type.Array(entry.answer),
    read: (value) => (value as readonly unknown[]).map((one) => entry.read(one)),
    write: (value) => value.map((one) => entry.write(one)),
  };
}

type Fields<T> = { readonly [K in keyof Required<T>]: Codec<NonNullable<T[K]>> };
type RequiredName<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T];

type ObjectOptions = {
  /** Its name in the document; what is stated is named Stated… */
  title?: string;
  /** Answered, and ignored when it is stated. */
  readOnly?: Properties;
};

/** Fields are read and written in the order of the table: the fingerprint of an order is over its JSON. */
export function object<T extends object>(
  fields: Fields<T>,
  required: readonly RequiredName<T>[],
  { title, readOnly = {} }: ObjectOptions = {},
): ObjectCodec<T> {
  const table = entriesOf(fields, required as readonly string[]);
  const stated = table.map(({ wire, codec, isRequired }) => [wire, isRequired ? codec.schema : Maybe(codec.schema)]);
  const answered = table.map(({ wire, codec, isRequired }) => {
    const isThere = isRequired || codec.standard !== undefined;
    return [wire, isThere ? codec.answer : Type.Optional(codec.answer)];
  });
  const reading = readingOf(table);
  const properties: Properties = { ...Object.fromEntries(stated), ...ignored(readOnly) };
  const answerProperties: Properties = { ...Object.fromEntries(answered), ...readOnly };
  return {
    properties,
    answerProperties,
    schema: closed(properties, title === undefined ? {} : { title: `Stated${title}` }),
    answer: closed(answerProperties, title === undefined ? {} : { title }),
    read: (value) => readFields(reading, value as Readonly<Record<string, unknown>>) as T,
    write: (value) => writeFields(table, value as Readonly<Record<string, unknown>>),
  };
}

export function closed(properties: Properties, options: { title?: string } = {}): TSchema {
  return Type.Object(properties, { additionalProperties: false, ...options });
}

/** Whoever sends back an answer sends these too: they may hold anything and are not read. */
export function ignored(properties: Properties): Properties {
  const description = 'Read only: taken, never read.';
  return Object.fromEntries(
    Object.keys(properties).map((name) => [name, Type.Optional(Type.Unsafe({ readOnly: true, description }))]),
  );
}

type Entry = { core: string; wire: string; codec: Codec<unknown>; isRequired: boolean };

function entriesOf<T>(fields: Fields<T>, required: readonly string[]): readonly Entry[] {
  return Object.entries<Codec<unknown>>(fields as Readonly<Record<string, Codec<unknown>>>).map(([core, codec]) => ({
    core,
    wire: codec.wireName ?? snakeCase(core),
    codec,
    isRequired: required.includes(core) && codec.standard === undefined,
  }));
}

/** `blank`: the core's object with what absent fields mean, in the order of the table. */
type Reading = { blank: Readonly<Record<string, unknown>>; entryByWire: ReadonlyMap<string, Entry> };

function readingOf(table: readonly Entry[]): Reading {
  return {
    blank: Object.fromEntries(table.map(({ core, codec }) => [core, codec.standard])),
    entryByWire: new Map(table.map((entry) => [entry.wire, entry])),
  };
}

/** A copy of one object, and not one that grows field by field: all that read it meet one shape. */
function readFields({ blank, entryByWire }: Reading, value: Readonly<Record<string, unknown>>) {
  const read = { ...blank };
  for (const wire in value) {
    const stated = value[wire];
    if (stated === null || stated === undefined) continue;
    const entry = entryByWire.get(wire);
    if (entry !== undefined) read[entry.core] = entry.codec.read(stated);
  }
  return read;
}

function writeFields(table: readonly Entry[], value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const { core, wire, codec } of table) {
    const held = value[core];
    if (held !== undefined) written[wire] = codec.write(held);
  }
  return written;
}

/** unitPriceE4 -> unit_price */
function snakeCase(name: string): string {
  return name.replace(/E4$/, '').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
