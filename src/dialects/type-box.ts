/**
 * Schemas as plain objects, made by functions that bear typebox's names and types. The types of what a schema says are
 * typebox's; its code is not loaded, for a start would read 370 files to use these thirteen functions (decision 072).
 * A schema must come out as typebox makes it: type-box.test.ts holds the two side by side.
 * Imported by everything that states a schema.
 */
import type TypeBox from 'typebox';

export type { Static, TObject, TProperties, TSchema } from 'typebox';

type Schema = Readonly<Record<string, unknown>>;
type Named =
  | 'Array'
  | 'Boolean'
  | 'Integer'
  | 'Literal'
  | 'Null'
  | 'Number'
  | 'Object'
  | 'Optional'
  | 'Record'
  | 'String'
  | 'Union'
  | 'Unknown'
  | 'Unsafe';

/** A property that may be absent is told by the object that has it, and not by its own schema. */
const optional = new WeakSet<Schema>();

const plain = {
  Array: (items: Schema, options: Schema = {}) => ({ type: 'array', items, ...options }),
  Boolean: (options: Schema = {}) => ({ type: 'boolean', ...options }),
  Integer: (options: Schema = {}) => ({ type: 'integer', ...options }),
  Literal: (value: unknown, options: Schema = {}) => ({ type: typeof value, const: value, ...options }),
  Null: (options: Schema = {}) => ({ type: 'null', ...options }),
  Number: (options: Schema = {}) => ({ type: 'number', ...options }),
  Object(properties: Readonly<Record<string, Schema>>, options: Schema = {}) {
    const required = Object.entries(properties).flatMap(([name, schema]) => (optional.has(schema) ? [] : [name]));
    return { type: 'object', ...(required.length > 0 ? { required } : {}), properties, ...options };
  },
  Optional(schema: Schema) {
    const copy = { ...schema };
    optional.add(copy);
    return copy;
  },
  /** Of any names. */
  Record: (_names: Schema, values: Schema, options: Schema = {}) => ({
    type: 'object',
    patternProperties: { '^.*$': values },
    ...options,
  }),
  String: (options: Schema = {}) => ({ type: 'string', ...options }),
  Union: (anyOf: readonly Schema[], options: Schema = {}) => ({ anyOf, ...options }),
  Unknown: (options: Schema = {}) => ({ ...options }),
  Unsafe: (schema: Schema) => ({ ...schema }),
};

// What these say of a schema's type no signature of ours could: it is worked out from the arguments.
export const Type = plain as unknown as Pick<typeof TypeBox, Named>;
