/**
 * Schemas of answers, in short, for the references of wires whose answers are written by hand: which keys there are,
 * what they hold and which may be null. An answer with a key that is not named is not as documented.
 * Nothing checks an answer while it is served; the test that walks the reference does.
 */
import { Nullable } from './schema.ts';
import { type TSchema, Type } from './type-box.ts';

type Word = 'text' | 'whole' | 'number' | 'flag';
/** A word with a question mark may be null. */
export type Kind = Word | `${Word}?` | 'any' | TSchema;

const SCHEMA_BY_WORD: Readonly<Record<Word, TSchema>> = {
  text: Type.String(),
  whole: Type.Integer(),
  number: Type.Number(),
  flag: Type.Boolean(),
};

/** A name with a question mark may be absent. */
export function shape(fields: Readonly<Record<string, Kind>>, title?: string): TSchema {
  const properties = Object.entries(fields).map(([name, kind]) => {
    const schema = schemaOf(kind);
    return name.endsWith('?') ? [name.slice(0, -1), Type.Optional(schema)] : [name, schema];
  });
  const options = title === undefined ? {} : { title };
  return Type.Object(Object.fromEntries(properties), { additionalProperties: false, ...options });
}

/** The same for every name of the list. */
export function each(kind: Kind, names: string): Record<string, Kind> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
}

export function listOf(kind: Kind): TSchema {
  return Type.Array(schemaOf(kind));
}

export function orNull(schema: TSchema): TSchema {
  return Nullable(schema);
}

function schemaOf(kind: Kind): TSchema {
  if (typeof kind !== 'string') return kind;
  if (kind === 'any') return Type.Unknown();
  const schema = SCHEMA_BY_WORD[kind.replace('?', '') as Word];
  return kind.endsWith('?') ? Nullable(schema) : schema;
}
