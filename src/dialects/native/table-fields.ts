/**
 * The fields of an order that a column of a table may be mapped to, with what a cell must hold: taken from the schema
 * an order is checked by, so that a field it gains can be mapped too. Members of members have dots in their names.
 * Offered to imports by routes.ts, and told in the reference.
 */
import type { FieldKind } from '../../core/imports/mapping.ts';
import { OrderBody } from './wire.ts';

type Shape = {
  type?: string | readonly string[];
  format?: string;
  readOnly?: boolean;
  properties?: Readonly<Record<string, Shape>>;
  items?: Shape;
};

const KIND_BY_FORMAT: Readonly<Record<string, FieldKind>> = { amount: 'amount', 'zoned-time': 'time', date: 'date' };

export const tableFields: Readonly<Record<string, FieldKind>> = Object.fromEntries(fieldsOf(OrderBody as Shape, ''));

function fieldsOf(shape: Shape, prefix: string): readonly (readonly [string, FieldKind])[] {
  return Object.entries(shape.properties ?? {}).flatMap(([name, property]) => {
    if (property.readOnly === true) return [];
    const field = `${prefix}${name}`;
    // Lines are rows; deeper lists have no place in a table.
    if (field === 'lines' && property.items !== undefined) return fieldsOf(property.items, 'lines.');
    if (property.properties !== undefined) return fieldsOf(property, `${field}.`);
    const kind = kindOf(property);
    return kind === null ? [] : [[field, kind] as const];
  });
}

function kindOf({ type, format, items }: Shape): FieldKind | null {
  const known = format === undefined ? undefined : KIND_BY_FORMAT[format];
  if (known !== undefined) return known;
  const types = [type].flat();
  if (types.includes('array')) return listKindOf(items);
  if (types.includes('integer')) return 'integer';
  if (types.includes('boolean')) return 'flag';
  return types.includes('string') ? 'text' : null;
}

function listKindOf(items: Shape | undefined): FieldKind | null {
  if (items?.properties !== undefined) return null;
  return [items?.type].flat().includes('integer') ? 'integers' : 'texts';
}
