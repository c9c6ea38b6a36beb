/**
 * The OpenAPI 3.1 document of a dialect, made of its routes and of what it says of them (reference.ts), so that the
 * document, the check and the answer are of one source. Pure; main.ts serves the result.
 * A route without a row in the reference is left out; a test names it.
 */
import type { Dialect, Route } from './dialect.ts';
import type { AnswerDoc, DialectReference, JsonSchema, ParameterDoc, RouteDoc } from './reference.ts';

type Json = Readonly<Record<string, unknown>>;
/** Where the parts of the document that stand in it once are referred to. */
type Refer = (schema: JsonSchema) => Json | undefined;

const JSON_TYPE = 'application/json';
/** For our error messages alone. */
const PRIVATE_WORDS: ReadonlySet<string> = new Set(['expected']);

/** Undefined for a dialect that has no reference. */
export function openApiOf(dialect: Dialect, server: { url: string; version: string }): Json | undefined {
  const { reference, name, prefix = name, routes } = dialect;
  if (reference === undefined) return undefined;
  const titles = new Set(reference.schemas.map(titleOf));
  const refer: Refer = (schema) => (titles.has(titleOf(schema)) ? referenceTo(schema as Json) : undefined);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const doc = reference.routes[routeName(route)];
    if (doc === undefined) continue;
    const path = paths[route.path] ?? {};
    paths[route.path] = path;
    path[route.method.toLowerCase()] = operationOf(route, doc, { reference, refer });
  }
  const schemas = reference.schemas.map((schema) => [titleOf(schema), rendered(schema, refer, true)]);
  return {
    openapi: '3.1.0',
    info: { title: reference.title, description: reference.about, version: server.version },
    servers: [{ url: `${server.url}/${prefix}` }],
    security: Object.keys(reference.security).map((word) => ({ [word]: [] })),
    paths,
    components: { schemas: Object.fromEntries(schemas), securitySchemes: reference.security },
  };
}

/** `POST /orders:batch` */
export function routeName({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

type Parts = { reference: DialectReference; refer: Refer };

function operationOf(route: Route, doc: RouteDoc, { reference, refer }: Parts): Json {
  const segments = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, word = '']) => word);
  const params = segments.map((word) => {
    const param = reference.params[word];
    if (param === undefined) throw new Error(`the reference of the path segment {${word}} is missing`);
    return parameterOf('path', [word, { ...param, isRequired: true }], refer);
  });
  const query = Object.entries(doc.query ?? {}).map((entry) => parameterOf('query', entry, refer));
  const headers = Object.entries(headersOf(route, doc)).map((entry) => parameterOf('header', entry, refer));
  const answers = Object.entries(doc.answers).map(([status, answer]) => [status, answerOf(answer, refer)]);
  return {
    operationId: operationIdOf(route),
    summary: doc.summary,
    description: doc.about,
    parameters: [...params, ...query, ...headers],
    requestBody: bodyOf(doc, refer),
    responses: { ...Object.fromEntries(answers), default: answerOf(reference.failure, refer) },
    'x-scope': route.scope,
  };
}

/** POST /orders/{orderId}:hold -> postOrdersOrderIdHold */
function operationIdOf({ method, path }: Route): string {
  const words = path.split(/[^\w]+/).filter((word) => word !== '');
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
}

/** Whatever writes can be sent again under a key; rows say so where there is more to say. */
function headersOf({ scope }: Route, { headers = {} }: RouteDoc): Readonly<Record<string, ParameterDoc>> {
  if (scope !== 'write' || 'Idempotency-Key' in headers) return headers;
  const schema = { type: 'string', minLength: 1 };
  const about = 'The same call under the same key is done once, and answered again as it was.';
  return { ...headers, 'Idempotency-Key': { schema, about } };
}

function parameterOf(place: string, [name, doc]: readonly [string, ParameterDoc], refer: Refer): Json {
  const schema = rendered(doc.schema, refer);
  // A list is stated with commas between its entries.
  const style = isList(schema) ? { style: 'form', explode: false } : {};
  return { name, in: place, required: doc.isRequired === true, description: doc.about, ...style, schema };
}

function bodyOf({ body }: RouteDoc, refer: Refer): Json | undefined {
  if (body === undefined) return undefined;
  const { schema, example, isOptional = false, contentType = JSON_TYPE } = body;
  return { required: !isOptional, content: { [contentType]: { schema: rendered(schema, refer), example } } };
}

function answerOf(doc: AnswerDoc, refer: Refer): Json {
  const { about, schema, contentType = JSON_TYPE, isTextToo = false, also = {}, headers = {} } = doc;
  const told = Object.entries(headers).map(([name, doc]) => [
    name,
    { description: doc.about, schema: rendered(doc.schema, refer) },
  ]);
  const plain = isTextToo ? { 'text/plain': { schema: { type: 'string' } } } : {};
  const others = Object.entries(also).map(([type, other]) => [type, { schema: rendered(other, refer) }]);
  const own = { [contentType]: { schema: schema && rendered(schema, refer) }, ...plain, ...Object.fromEntries(others) };
  const content = schema === undefined ? undefined : own;
  return { description: about, headers: told.length === 0 ? undefined : Object.fromEntries(told), content };
}

function titleOf(schema: JsonSchema): string | undefined {
  return (schema as { title?: string }).title;
}

/** A part that may be null as well keeps that beside what it refers to. */
function referenceTo(schema: Json): Json {
  const reference = { $ref: `#/components/schemas/${titleOf(schema)}` };
  return [schema.type].flat().includes('null') ? { anyOf: [reference, { type: 'null' }] } : reference;
}

/** The schema as plain JSON; schemas within it that stand elsewhere are referred to. */
function rendered(schema: JsonSchema, refer: Refer, isDefinition = false): Json {
  const reference = isDefinition ? undefined : refer(schema);
  if (reference !== undefined) return reference;
  const words = Object.entries(schema).filter(([word]) => !PRIVATE_WORDS.has(word));
  return Object.fromEntries(words.map(([word, value]) => [word, renderedWord(word, value, refer)]));
}

/** Below `properties` stand a caller's words, not those of JSON Schema. */
function renderedWord(word: string, value: unknown, refer: Refer): unknown {
  if (word !== 'properties') return renderedValue(value, refer);
  return Object.fromEntries(Object.entries(value as Json).map(([name, entry]) => [name, renderedValue(entry, refer)]));
}

function renderedValue(value: unknown, refer: Refer): unknown {
  if (Array.isArray(value)) return value.map((entry) => renderedValue(entry, refer));
  return typeof value === 'object' && value !== null ? rendered(value, refer) : value;
}

function isList(schema: Json): boolean {
  return schema.type === 'array';
}
