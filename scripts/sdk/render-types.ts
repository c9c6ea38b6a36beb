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

const MADE = 'made from its OpenAPI document by scripts/sdk-types.ts: not to be written by hand.';
const HEADS = {
  'stated-types': `/**
 * What may be sent to the native API, as types, ${MADE}
 * Amounts are decimals, best as texts; times are RFC 3339 texts with an offset, or RFC 9557 texts with a zone.
 * Absent and null are the same.
 */
`,
  'answer-types': `/**
 * What the native API answers, as types, ${MADE}
 * Amounts are decimals as texts; times are RFC 3339 texts, with the zone in brackets (RFC 9557) where one was stated.
 * Members and values may be added in time.
 */
`,
};

/** The text of every file, by its name. */
export function sdkTypes(): Readonly<Record<string, string>> {
  const entries = Object.entries(HEADS).map(([file, head]) => {
    const types = Object.entries(schemas()).filter(([name]) => name.startsWith('Stated') === (file === 'stated-types'));
    const texts = types.map(([name, schema]) => `export type ${name} = ${typeOf(schema, '')};\n`);
    return [file, [head, ...texts].join('\n')];
  });
  return Object.fromEntries(entries);
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
      return listOf(typeOf(schema.items ?? {}, indent));
    case 'object':
      return objectOf(schema, indent);
    default:
      throw new Error(`no type is known for ${type}`);
  }
}

function listOf(entry: string): string {
  return / \| [^}]*$/.test(entry) ? `readonly (${entry})[]` : `readonly ${entry}[]`;
}

function objectOf(schema: Schema, indent: string): string {
  const { properties, required = [], additionalProperties, patternProperties } = schema;
  if (properties === undefined) return recordOf(additionalProperties, patternProperties);
  const deeper = `${indent}  `;
  const members = Object.entries(properties).map(([name, property]) => {
    const about = property.description === undefined ? '' : `${deeper}/** ${property.description} */\n`;
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
