/**
 * Documents of imports as they are stored: JSON or bytes, deflated, in base64: a text that every database holds as it
 * is. Orders take about a tenth of their room so.
 * Used by whoever in this folder writes or reads a part or a slice.
 */
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);
/** The fastest; more costs three times as much and saves little. */
const LEVEL = 1;

export async function pack(bytes: Buffer | string): Promise<string> {
  return (await deflate(bytes, { level: LEVEL })).toString('base64');
}

export async function unpack(document: string): Promise<Buffer> {
  return inflate(Buffer.from(document, 'base64'));
}

export function packJson(value: unknown): Promise<string> {
  return pack(JSON.stringify(value));
}

export async function unpackJson<T>(document: string): Promise<T> {
  return JSON.parse((await unpack(document)).toString()) as T;
}
