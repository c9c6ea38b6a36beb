/**
 * The dialect's own samples, step by step through the real server: every answer is the expected one byte for byte,
 * once the ids, the minted keys and the times of this run are blanked.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import index from '../src/dialects/shipstation/samples/index.json' with { type: 'json' };
import { type Server, startShipstation } from './shipstation-server.ts';

const FOLDER = new URL('../src/dialects/shipstation/samples/', import.meta.url);

let server: Server;
/** In the order of their creation. */
const orderIds: number[] = [];

beforeAll(async () => {
  server = await startShipstation();
});

afterAll(() => server.stop());

function sample(name: string): string | undefined {
  try {
    return readFileSync(new URL(name, FOLDER), 'utf8');
  } catch {
    return undefined;
  }
}

/** `{1}` is the first order's id, `"{1}"` the same as a number. */
function withIds(text: string): string {
  return text.replace(/"?\{(\d+)\}"?/g, (_all, index: string) => String(orderIds[Number(index) - 1]));
}

function noteIds(text: string): void {
  for (const [, id] of text.matchAll(/"orderId":(\d+)/g)) {
    if (!orderIds.includes(Number(id))) orderIds.push(Number(id));
  }
}

/** What differs from run to run: ids, times of our clock, minted keys. */
function blanked(text: string): string {
  return text
    .replace(/"(orderId|orderItemId|customerId|productId|customsItemId)":\d+/g, '"$1":0')
    .replace(/"(createDate|modifyDate)":"[^"]*"/g, '"$1":""')
    .replace(/"orderKey":"[0-9a-f]{32}"/g, '"orderKey":""')
    .replace(/\border \d+\b/g, 'order 0')
    .replace(/\bbut \d+ names none/g, 'but 0 names none');
}

test.each(index.steps)('$name', async ({ name, method, path, status }) => {
  const body = sample(`${name}.request.json`);
  const options = body === undefined ? {} : { body: withIds(body) };
  const answer = await server.call(method, withIds(path), options);
  noteIds(answer.text);
  expect(answer.status).toBe(status);
  const expected = JSON.stringify(JSON.parse(sample(`${name}.response.json`) ?? 'null'));
  expect(blanked(answer.text)).toBe(expected);
});
