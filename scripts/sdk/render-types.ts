/**
 * Component schemas of an OpenAPI document as TypeScript types: the words of JSON Schema our documents use, and no
 * others. A word that is not known here fails loudly instead of becoming a wrong type.
 * Used by scripts/sdk-types.ts, and by the test that holds the SDK's types to the document.
 */
import { dialects } from '../../src/dialects/index.ts';
import { openApiOf } from '../../src/dialects/openapi.ts';

type Schema = {
  $ref?: string;
  type?: string | readonly string[];
  enum?: readonly (string | number | null)[];
  anyOf?: readonly Schema[];
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  patternProperties?: Readonly<Record<string, Schema>>;
  description?: string;
};

const MADE = 'made from its document by\n * scripts/sdk-types.ts: not to be written by hand.';
/** The first file that holds a title has it. */
const FILES: readonly { name: string; about: string; holds: (title: string) => boolean }[] = [
  {
    name: 'stated-types',
    about: `What may be sent to the native API, as types, ${MADE}
 * Amounts are decimals, best as texts; times are RFC 3339 texts with an offset, or RFC 9557 texts with a zone.
 * Absent and null are the same.`,
    holds: (title) => title.startsWith('Stated'),
  },
  {
    name: 'order-types',
    about: `An order as the native API answers it, as types, ${MADE}
 * Amounts are decimals as texts; times are RFC 3339 texts, with the zone in brackets (RFC 9557) where one was stated.
 * Members and values may be added in time.`,
    holds: (title) => orderTitles().has(title),
  },
  {
    name: 'webhook-types',
    about: `What the native API answers about webhooks, as types, ${MADE}
 * Members and values may be added in time.`,
    holds: (title) => /^(Webhook|Deliver|Message$|Replay$)/.test(title),
  },
  {
    name: 'import-types',
    about: `What the native API answers about imports, as types, ${MADE}
 * Members and values may be added in time.`,
    holds: (title) => /^(Import|Mapping|Preview|SavedMapping|Counts$|RowError$)/.test(title),
  },
  {
    name: 'answer-types',
    about: `What else the native API answers, as types, ${MADE}
 * Members and values may be added in time.
 * The orders themselves are in order-types.ts.`,
    holds: () => true,
  },
];

/** The text of every file that holds anything, by its name. */
export function sdkTypes(): Readonly<Record<string, string>> {
  const byFile = Map.groupBy(Object.entries(schemas()), ([title]) => fileNameOf(title));
  return Object.fromEntries(
    FILES.flatMap(({ name, about }) => {
      const held = byFile.get(name);
      return held === undefined ? [] : [[name, fileOf({ name, about }, held)]];
    }),
  );
}

function fileOf({ name, about }: { name: string; about: string }, held: readonly [string, Schema][]): string {
  const texts = held.map(([title, schema]) => `export type ${title} = ${typeOf(schema, '')};\n`);
  const foreign = referredIn(held.map(([, schema]) => schema)).filter((title) => fileNameOf(title) !== name);
  const imports = [...Map.groupBy(foreign, fileNameOf)]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([from, titles]) => `import type { ${titles.join(', ')} } from './${from}.ts';\n`);
  return `/**\n * ${about}\n */\n${imports.join('')}\n${texts.join('\n')}`;
}

function fileNameOf(title: string): string {
  const file = FILES.find(({ holds }) => holds(title));
  if (file === undefined) throw new Error(`no file holds the type ${title}`);
  return file.name;
}

/** The order and all that it is made of. */
function orderTitles(): ReadonlySet<string> {
  const known = new Set(['Order']);
  for (const title of known) for (const part of referredIn([schemas()[title]])) known.add(part);
  return known;
}

function referredIn(value: unknown): readonly string[] {
  const found = JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g);
  return [...new Set([...found].map(([, title = '']) => title))].toSorted();
}

function schemas(): Readonly<Record<string, Schema>> {
  const native = dialects.find(({ name }) => name === 'native');
  const document = native === undefined ? undefined : openApiOf(native, { url: '', version: '' });
  if (document === undefined) throw new Error('the native API must have a document');
  return (document.components as { schemas: Readonly<Record<string, Schema>> }).schemas;
}

function typeOf(schema: Schema, indent: string): string {
  if (schema.$ref !== undefined) return schema.$ref.replace('#/components/schemas/', '');
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => typeOf(one, indent)).join(' | ');
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ');
  if (schema.type === undefined) return 'unknown';
  return [schema.type]
    .flat()
    .map((type) => typeOfKind(type, schema, indent))
    .join(' | ');
}

function typeOfKind(type: string, schema: Schema, indent: string): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
    case 'number':
      return type;
    case 'integer':
      return 'number';
    case 'array':
      return listOf(schema.items ?? {}, indent);
    case 'object':
      return objectOf(schema, indent);
    default:
      throw new Error(`no type is known for ${type}`);
  }
}

function listOf(entry: Schema, indent: string): string {
  const text = typeOf(entry, indent);
  return isUnion(entry) || entry.type === 'array' ? `readonly (${text})[]` : `readonly ${text}[]`;
}

function isUnion({ $ref, anyOf = [], enum: values = [], type }: Schema): boolean {
  if ($ref !== undefined) return false;
  return anyOf.length > 1 || values.length > 1 || (values.length === 0 && [type].flat().length > 1);
}

function objectOf(schema: Schema, indent: string): string {
  const { properties, required = [], additionalProperties, patternProperties } = schema;
  if (properties === undefined) return recordOf(additionalProperties, patternProperties);
  const deeper = `${indent}  `;
  const members = Object.entries(properties).map(([name, property]) => {
    const about =
      property.description === undefined ? '' : `${deeper}/** ${property.description.replaceAll('*/', '* /')} */\n`;
    const optional = required.includes(name) ? '' : '?';
    return `${about}${deeper}${name}${optional}: ${typeOf(property, deeper)};\n`;
  });
  return members.length === 0 ? 'Record<string, never>' : `{\n${members.join('')}${indent}}`;
}

function recordOf(additional: boolean | Schema | undefined, patterns: Readonly<Record<string, Schema>> = {}): string {
  const [entry = typeof additional === 'object' ? additional : {}] = Object.values(patterns);
  return `Readonly<Record<string, ${typeOf(entry, '')}>>`;
}

function literal(value: string | number | null): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
