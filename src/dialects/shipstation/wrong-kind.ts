/**
 * A body of the wrong JSON kind, in the words of the vendor's JSON reader (quirk 18), followed by ours: people search
 * for that text, and nobody understands it. Path, line and position are those of the body as it was sent.
 * Called by the routes that create orders; nothing of such a request is stored.
 */
import { RequestError } from '../dialect.ts';
import { describeValue } from '../schema.ts';
import { type JsonBody, placeAt } from './json-body.ts';

export type WantedBody = { parameter: string; isArray: boolean };

const ORDER_TYPE = 'SS.OpenApi.Models.Orders.Order';
const FIRST_NAME = /^\s*\{\s*("[^"\\]*(?:\\.[^"\\]*)*")\s*:/s;
/** A first name that is longer is not worth telling. */
const CHARS_SEARCHED_MAX = 1_000;

export function wrongKind(body: JsonBody, { parameter, isArray }: WantedBody): RequestError {
  const type = isArray ? `${ORDER_TYPE}[]` : ORDER_TYPE;
  const ours = isArray ? 'Expected an array of orders' : 'Expected one order, an object';
  const { text, path, name } = explained(body, type);
  const given = describeValue(body.value);
  const message = `${text}\r\n${path}`;
  return new RequestError('body_wrong_kind', `${message} ${ours}, but ${given} was given.`, {
    field: name === '' ? parameter : `${parameter}.${name}`,
  });
}

function explained({ text, value }: JsonBody, type: string): { text: string; path: string; name: string } {
  if (Array.isArray(value)) return { text: arrayText(type), path: pathAt(text, '', text.indexOf('[') + 1), name: '' };
  if (typeof value !== 'object' || value === null) {
    const words = `Error converting value ${describeValue(value)} to type '${type}'.`;
    return { text: words, path: pathAt(text, '', text.trimEnd().length), name: '' };
  }
  const [whole, quoted = '""'] = FIRST_NAME.exec(text.slice(0, CHARS_SEARCHED_MAX)) ?? [];
  const name = JSON.parse(quoted) as string;
  return { text: objectText(type), path: pathAt(text, name, whole?.length ?? text.indexOf('{') + 1), name };
}

/** The vendor's reader tells how many characters of the line it has taken. */
function pathAt(text: string, name: string, taken: number): string {
  return `Path '${name}', ${placeAt(text, taken - 1)}`;
}

function arrayText(type: string): string {
  return [
    `Cannot deserialize the current JSON array (e.g. [1,2,3]) into type '${type}' because the type requires a JSON object (e.g. {"name":"value"}) to deserialize correctly.`,
    'To fix this error either change the JSON to a JSON object (e.g. {"name":"value"}) or change the deserialized type to an array or a type that implements a collection interface (e.g. ICollection, IList) like List<T> that can be deserialized from a JSON array. JsonArrayAttribute can also be added to the type to force it to deserialize from a JSON array.',
  ].join('\r\n');
}

function objectText(type: string): string {
  return [
    `Cannot deserialize the current JSON object (e.g. {"name":"value"}) into type '${type}' because the type requires a JSON array (e.g. [1,2,3]) to deserialize correctly.`,
    'To fix this error either change the JSON to a JSON array (e.g. [1,2,3]) or change the deserialized type so that it is a normal .NET type (e.g. not a primitive type like integer, not a collection type like an array or List<T>) that can be deserialized from a JSON object. JsonObjectAttribute can also be added to the type to force it to deserialize from a JSON object.',
  ].join('\r\n');
}
