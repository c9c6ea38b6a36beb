/**
 * Mappings of table columns on this wire, and the saved ones: `GET`, `PUT`, `DELETE /mappings/{mappingName}`. A saved
 * mapping is a master of this dialect; an import that names one keeps what it was then.
 * Used by imports.ts too.
 */
import {
  type ColumnMeaning,
  DATE_STYLES,
  DECIMAL_STYLES,
  DELIMITERS,
  ENCODINGS,
  type TableMapping,
} from '../../core/imports/mapping.ts';
import type { MasterStore } from '../../core/masters.ts';
import { isZone } from '../../core/time.ts';
import { textFromInstant } from '../../core/zoned-time.ts';
import { type QueryContext, RequestError, type WireAnswer } from '../dialect.ts';
import { Choice, compileCheck, Maybe } from '../schema.ts';
import { type Static, Type } from '../type-box.ts';
import { closed, Stamp } from './codec.ts';
import { checkedBody, readJson } from './json-body.ts';
import { invalid, readQuery } from './parameters.ts';
import { tableFields } from './table-fields.ts';
import { jsonAnswer } from './write.ts';

const OF_MAPPINGS = { dialect: 'native', kind: 'mapping' } as const;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u;
const COLUMNS_MAX = 1_000;

const Field = Choice(Object.keys(tableFields));
const Meaning = Type.Object(
  {
    field: Field,
    values: Maybe(Type.Record(Type.String(), Type.String())),
    dates: Maybe(Choice(DATE_STYLES)),
    decimals: Maybe(Choice(DECIMAL_STYLES)),
  },
  { additionalProperties: false },
);
const Column = Type.Union([Field, Meaning, Type.Null()]);

export const MappingBody = Type.Object(
  {
    columns: Type.Record(Type.String(), Column, { maxProperties: COLUMNS_MAX }),
    constants: Maybe(Type.Record(Type.String(), Type.String(), { maxProperties: COLUMNS_MAX })),
    group_by: Maybe(Type.String()),
    decimals: Maybe(Choice(DECIMAL_STYLES)),
    dates: Maybe(Choice(DATE_STYLES)),
    zone: Maybe(
      Type.String({ description: 'An IANA time zone, for times that bear none; UTC when it is not stated.' }),
    ),
    delimiter: Maybe(Choice([...DELIMITERS, 'tab'] as const)),
    encoding: Maybe(Choice(ENCODINGS)),
  },
  { additionalProperties: false, title: 'Mapping' },
);
type StatedMapping = Static<typeof MappingBody>;

export const SavedMapping = closed(
  { name: Type.String(), mapping: MappingBody, created_at: Stamp, modified_at: Stamp },
  { title: 'SavedMapping' },
);
export const MappingsAnswer = closed({ mappings: Type.Array(SavedMapping) }, { title: 'Mappings' });

const checkMapping = compileCheck(MappingBody, { isExact: true });

/** Throws 'body_invalid' for what is no mapping. */
export function mappingFromWire(value: unknown): TableMapping {
  const stated = checkedBody(value, checkMapping) as StatedMapping;
  for (const field of Object.keys(stated.constants ?? {})) {
    if (!Object.hasOwn(tableFields, field)) throw bodyError(`/constants/${field}`, 'a field of an order', field);
  }
  if (typeof stated.zone === 'string' && !isZone(stated.zone))
    throw bodyError('/zone', 'an IANA time zone', stated.zone);
  const { group_by, delimiter, columns, constants, decimals, dates, zone, encoding } = stated;
  return {
    columns: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, meaningOf(column)])),
    constants: constants ?? undefined,
    groupBy: group_by ?? undefined,
    decimals: decimals ?? undefined,
    dates: dates ?? undefined,
    zone: zone ?? undefined,
    delimiter: delimiter === 'tab' ? '\t' : (delimiter ?? undefined),
    encoding: encoding ?? undefined,
  };
}

function meaningOf(column: Static<typeof Column>): ColumnMeaning | null {
  if (column === null) return null;
  if (typeof column === 'string') return { field: column };
  const { field, values, dates, decimals } = column;
  return { field, values: values ?? undefined, dates: dates ?? undefined, decimals: decimals ?? undefined };
}

export function wireFromMapping({ columns, groupBy, delimiter, ...rest }: TableMapping): object {
  const shown = Object.entries(columns).map(([name, meaning]) => {
    if (meaning === null) return [name, null];
    const { field, values, dates, decimals } = meaning;
    const isPlain = values === undefined && dates === undefined && decimals === undefined;
    return [name, isPlain ? field : meaning];
  });
  const told = delimiter === '\t' ? 'tab' : delimiter;
  return { columns: Object.fromEntries(shown), group_by: groupBy, delimiter: told, ...rest };
}

function bodyError(pointer: string, expected: string, given: string): RequestError {
  return new RequestError('body_invalid', `${pointer}: expected ${expected}, got ${JSON.stringify(given)}.`, {
    field: pointer,
  });
}

/** Null when none was saved under the name. */
export async function savedMapping(
  masters: MasterStore,
  accountId: number,
  name: string,
): Promise<TableMapping | null> {
  const found = (await masters.listMasters(accountId, OF_MAPPINGS)).find((master) => master.name === name);
  return found === undefined ? null : (JSON.parse(found.document) as TableMapping);
}

export async function listMappings({ request, masters, caller }: QueryContext): Promise<WireAnswer> {
  readQuery(request.query, {});
  const saved = await masters.listMasters(caller.account.accountId, OF_MAPPINGS);
  return jsonAnswer({ mappings: saved.map(wireFromSaved) });
}

export async function getMapping({ request, masters, caller }: QueryContext): Promise<WireAnswer> {
  readQuery(request.query, {});
  const name = nameOf(request.params);
  const saved = await masters.listMasters(caller.account.accountId, OF_MAPPINGS);
  const found = saved.find((master) => master.name === name);
  if (found === undefined) throw unknownMapping(name);
  return jsonAnswer(wireFromSaved(found));
}

export async function putMapping({ request, masters, caller, clock }: QueryContext): Promise<WireAnswer> {
  readQuery(request.query, {});
  const name = nameOf(request.params);
  const document = JSON.stringify(mappingFromWire(readJson(request)));
  const saved = await masters.saveMaster(caller.account.accountId, { ...OF_MAPPINGS, name, document }, clock());
  return jsonAnswer(wireFromSaved(saved));
}

export async function removeMapping({ request, masters, caller }: QueryContext): Promise<WireAnswer> {
  readQuery(request.query, {});
  const name = nameOf(request.params);
  if (!(await masters.removeMaster(caller.account.accountId, { ...OF_MAPPINGS, name }))) throw unknownMapping(name);
  return { status: 204 };
}

function wireFromSaved(saved: { name: string; document: string; createdAt: number; modifiedAt: number }): object {
  const { name, document, createdAt, modifiedAt } = saved;
  const mapping = wireFromMapping(JSON.parse(document) as TableMapping);
  return { name, mapping, created_at: textFromInstant(createdAt), modified_at: textFromInstant(modifiedAt) };
}

function nameOf({ mappingName = '' }: Readonly<Record<string, string>>): string {
  if (NAME.test(mappingName)) return mappingName;
  throw invalid(
    'name',
    '1 to 100 letters, digits, blanks, dots, dashes and underscores',
    JSON.stringify(mappingName.slice(0, 80)),
  );
}

function unknownMapping(name: string): RequestError {
  return new RequestError('record_unknown', `There is no mapping saved as ${JSON.stringify(name)}.`, { field: 'name' });
}
