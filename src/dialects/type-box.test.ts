// Schemas come out as typebox makes them: the same fields in the same order, for documents are made of them as well.
import { Type as TypeBox } from 'typebox';
import { expect, test } from 'vitest';
import { Type } from './type-box.ts';

type Maker = Pick<typeof TypeBox, keyof typeof Type>;
const options = { description: 'About it.', maximum: 3 };

test.each<[string, (type: Maker) => object]>([
  ['a text', (type) => type.String()],
  ['a text with options', (type) => type.String({ minLength: 1, description: 'About it.' })],
  ['a whole number', (type) => type.Integer(options)],
  ['a number', (type) => type.Number(options)],
  ['true or false', (type) => type.Boolean({ default: true })],
  ['nothing', (type) => type.Null()],
  ['anything', (type) => type.Unknown({ description: 'About it.' })],
  ['one text', (type) => type.Literal('no')],
  ['one number', (type) => type.Literal(1, { description: 'About it.' })],
  ['one of two', (type) => type.Literal(true)],
  ['a list', (type) => type.Array(type.String(), { maxItems: 3 })],
  ['by name', (type) => type.Record(type.String(), type.Integer(), { maxProperties: 3 })],
  ['one or the other', (type) => type.Union([type.String(), type.Null()], { title: 'Either' })],
  ['a schema of our own', (type) => type.Unsafe({ type: ['string', 'null'], maxLength: 3 })],
  ['an object', (type) => type.Object({ a: type.String(), b: type.Optional(type.Integer({ minimum: 0 })) })],
  ['an object of options', (type) => type.Object({ a: type.String() }, { additionalProperties: false, title: 'A' })],
  ['nothing required', (type) => type.Object({ a: type.Optional(type.Optional(type.Object({}))) })],
  [
    'optional by another way',
    (type) => type.Object({ a: type.Optional(type.Unsafe({ ...type.Optional(type.String()), nullable: true })) }),
  ],
])('%s', (_about, make) => {
  expect(JSON.stringify(make(Type))).toBe(JSON.stringify(make(TypeBox)));
});
